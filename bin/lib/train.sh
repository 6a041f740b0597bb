#!/usr/bin/env bash
# Makes the ahead-of-time cache (JEP 514) by serving a few logins of a throwaway user, away from any engine:
#   train.sh JAVA_HOME JAR CACHE
set -euo pipefail

home=$1 jar=$2 cache=$3
root=$(cd -P "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
# shellcheck source=bin/lib/java.sh
. "$root/bin/lib/java.sh"

dir=$(mktemp -d)
server=
finish() {
    [[ -z $server ]] || kill -KILL "$server" 2> /dev/null || true
    rm -rf "$dir" "$cache.new"
}
trap finish EXIT
exec 3>&2 2> "$(dirname "$cache")/train.log"
set -x

mkdir -m 700 "$dir/keys" "$dir/state"
: > "$dir/out"
with_ssh=
if command -v ssh > /dev/null && command -v ssh-keygen > /dev/null; then
    with_ssh=yes
    ssh-keygen -q -t ed25519 -N '' -C training -f "$dir/id"
    ssh-keygen -q -t ed25519 -N '' -C stranger -f "$dir/stranger"
    cp "$dir/id.pub" "$dir/keys/admin"
    cp "$dir/id.pub" "$dir/keys/training"
fi

HATCHWAY_JAVA_OPTS='' java_options /nonexistent
"$home/bin/java" "${java_options[@]}" "-XX:AOTCacheOutput=$cache.new" -jar "$jar" \
    serve --listen 127.0.0.1:0 --keys "$dir/keys" --state "$dir/state" --engine "unix://$dir/no-engine.sock" \
    > "$dir/out" &
server=$!

port=
for _ in $(seq 100); do
    [[ $(cat "$dir/out") =~ listening\ on\ [^[:space:]]*:([0-9]+) ]] && { port=${BASH_REMATCH[1]}; break; }
    kill -0 "$server"
    sleep 0.1
done
[[ -n $port ]]

login() {
    timeout 10 ssh -F none -p "$port" -o BatchMode=yes -o IdentitiesOnly=yes -o IdentityAgent=none \
        -o StrictHostKeyChecking=no -o "UserKnownHostsFile=$dir/known" -o LogLevel=ERROR "$@" < /dev/null >&2 || true
}
if [[ -n $with_ssh ]]; then
    for _ in 1 2 3; do
        login -i "$dir/id" admin@127.0.0.1 help
        login -i "$dir/id" training@127.0.0.1 true
    done
    login -tt -i "$dir/id" admin@127.0.0.1 version
    login -i "$dir/stranger" admin@127.0.0.1 help
fi

kill -TERM "$server"
# The program ends at once; what takes seconds is the virtual machine writing the cache.
for _ in $(seq 600); do
    kill -0 "$server" 2> /dev/null || break
    sleep 0.1
done
wait "$server" || true
server=
[[ -s $cache.new ]]
mv "$cache.new" "$cache"
