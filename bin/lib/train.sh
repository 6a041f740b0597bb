#!/usr/bin/env bash
# Makes the ahead-of-time cache (JEP 514) by serving a few logins of a throwaway user, on an engine that runs nothing:
#   train.sh JAVA_HOME JAR CACHE
set -euo pipefail

home=$1 jar=$2 cache=$3
root=$(cd -P "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
# shellcheck source=bin/lib/java.sh
. "$root/bin/lib/java.sh"

dir=$(mktemp -d)
server='' engine=''
finish() {
    for pid in $server $engine; do kill -KILL "$pid" 2> /dev/null || true; done
    rm -rf "$dir" "$cache.new"
}
trap finish EXIT
exec 2> "$(dirname "$cache")/train.log"
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

"$home/bin/java" -XX:TieredStopAtLevel=1 "$root/bin/lib/TrainingEngine.java" "$dir/engine.sock" >&2 &
engine=$!
for _ in $(seq 300); do
    [[ ! -S $dir/engine.sock ]] || break
    sleep 0.1
done
HATCHWAY_JAVA_OPTS='' java_options /nonexistent
"$home/bin/java" "${java_options[@]}" "-XX:AOTCacheOutput=$cache.new" -jar "$jar" \
    serve --listen 127.0.0.1:0 --keys "$dir/keys" --state "$dir/state" --engine "unix://$dir/engine.sock" \
    > "$dir/out" &
server=$!

port=
for _ in $(seq 300); do
    [[ $(cat "$dir/out") =~ listening\ on\ [^[:space:]]*:([0-9]+) ]] && { port=${BASH_REMATCH[1]}; break; }
    kill -0 "$server"
    sleep 0.1
done
[[ -n $port ]]

login() {
    timeout 20 ssh -F none -p "$port" -o BatchMode=yes -o IdentitiesOnly=yes -o IdentityAgent=none \
        -o StrictHostKeyChecking=no -o "UserKnownHostsFile=$dir/known" -o LogLevel=ERROR "$@" > /dev/null || true
}
if [[ -n $with_ssh ]]; then
    for _ in 1 2 3; do
        login -i "$dir/id" training@127.0.0.1 print < /dev/null
        login -tt -i "$dir/id" training@127.0.0.1 < /dev/null
    done
    head -c 8M /dev/zero | login -i "$dir/id" training@127.0.0.1 drain
    login -i "$dir/id" admin@127.0.0.1 help < /dev/null
    login -tt -i "$dir/id" admin@127.0.0.1 version < /dev/null
    login -i "$dir/stranger" admin@127.0.0.1 help < /dev/null
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
