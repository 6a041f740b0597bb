#!/usr/bin/env bash
# A gateway to try on this machine: a container, a key, a server, and the commands to paste. Ctrl-C takes it all away.
set -euo pipefail

root=$(cd -P "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
# shellcheck source=bin/lib/packages.sh
. "$root/bin/lib/packages.sh"
# shellcheck source=bin/lib/engine.sh
. "$root/bin/lib/engine.sh"

readonly public_image=busybox:stable
dir='' gateway='' container='' container_id='' image_made=''

# shellcheck disable=SC2317  # called by the trap
clean_up() {
    trap '' INT TERM HUP PIPE
    set +e
    if [[ -n $gateway ]]; then
        kill -TERM "$gateway" 2> /dev/null
        for _ in $(seq 100); do kill -0 "$gateway" 2> /dev/null || break; sleep 0.1; done
        kill -KILL "$gateway" 2> /dev/null
        wait "$gateway" 2> /dev/null
    fi
    # By its id: should the name be taken after all, it is somebody else's container that has it.
    [[ -z $container_id ]] || docker rm -fv "$container_id" > /dev/null 2>&1
    [[ -z $image_made ]] || docker image rm "$image_made" > /dev/null 2>&1
    engine_stop
    [[ -z $dir ]] || rm -rf "$dir"
    [[ -z $dir ]] || say "the demo is over; what it made is gone"
}
trap clean_up EXIT
trap 'echo >&2; exit 0' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# Prints the name for the container: `web`, unless that is somebody's already.
free_name() {
    local name owner
    for name in web hatchway-demo-web "hatchway-demo-web-$$"; do
        if ! owner=$(docker container inspect -f '{{index .Config.Labels "io.hatchway.demo"}}' "$name" 2> /dev/null); then
            break
        elif [[ -n $owner && ! -d /proc/$owner ]]; then
            say "removing the container $name, left by a demo that was killed"
            docker rm -fv "$name" > /dev/null
            break
        fi
        say "a container $name exists already and is left alone"
    done
    echo "$name"
}

# Sets image to one with a shell and a small web server.
find_image() {
    image=hatchway-demo
    if docker image inspect "$public_image" > /dev/null 2>&1; then
        image=$public_image
    elif docker image inspect "$image" > /dev/null 2>&1; then
        "$root/bin/lib/images.sh" "$image"
    elif compgen -G "$root/target/images/$image-*.tar" > /dev/null; then
        image_made=$image
        "$root/bin/lib/images.sh" "$image"
    else
        say "pulling the image $public_image"
        if timeout --foreground 10 docker pull -q "$public_image" > /dev/null 2>&1; then
            image=$public_image image_made=$public_image
        else
            say "no registry answers; making an image from Debian's busybox-static instead"
            image_made=$image
            "$root/bin/lib/images.sh" "$image"
        fi
    fi
}

main() {
    local line port=2222 image
    if (($#)); then
        say "the demo takes no arguments: bin/hatchway demo (Ctrl-C ends it and removes what it made)"
        exit 2
    fi
    need ssh:openssh-client mvn:maven flock:util-linux
    dir=$(mktemp -d "${TMPDIR:-/tmp}/hatchway-demo.XXXXXX")
    engine_ensure "$dir/dockerd.log"
    # Builds when it must, and says so.
    "$root/bin/hatchway" --version > /dev/null

    find_image
    container=$(free_name)
    container_id=$(docker create --name "$container" --hostname "$container" --label "io.hatchway.demo=$$" "$image" sh -c '
        mkdir -p /www && echo "Hello from the container $(hostname)." > /www/index.html
        trap exit TERM
        httpd -f -p 127.0.0.1:8080 -h /www & wait')
    docker start "$container_id" > /dev/null
    say "made the container $container, with a web server on its own 127.0.0.1:8080"

    mkdir -m 700 "$dir/keys" "$dir/state"
    ssh-keygen -q -t ed25519 -N '' -C demo -f "$dir/key"
    cp "$dir/key.pub" "$dir/keys/$container"
    cp "$dir/key.pub" "$dir/keys/admin"
    printf 'sessions:\n  shutdown_grace: 1s\n' > "$dir/hatchway.yaml"

    if (: < /dev/tcp/127.0.0.1/$port) 2> /dev/null; then
        say "port $port is in use; taking a free one"
        port=0
    fi
    : > "$dir/out"
    # A session of its own, for Ctrl-C is ours to pass on; and it ends should this script be killed.
    setsid setpriv --pdeathsig TERM "$root/bin/hatchway" serve --config "$dir/hatchway.yaml" \
        --listen "127.0.0.1:$port" --keys "$dir/keys" --state "$dir/state" --engine "$DOCKER_HOST" > "$dir/out" 2> "$dir/log" &
    gateway=$!
    port=
    for _ in $(seq 300); do
        line=$(< "$dir/out")
        [[ $line =~ listening\ on\ [^[:space:]]*:([0-9]+) ]] && { port=${BASH_REMATCH[1]}; break; }
        kill -0 "$gateway" 2> /dev/null || break
        sleep 0.1
    done
    if [[ -z $port ]]; then
        cat "$dir/log" >&2
        say "the gateway did not start; the lines above are its log"
        exit 255
    fi

    ssh-keyscan -t ed25519 -p "$port" 127.0.0.1 > "$dir/known_hosts" 2> "$dir/keyscan.log" || {
        cat "$dir/log" "$dir/keyscan.log" >&2
        say "the gateway listens but shows no host key; the lines above are its log and what ssh-keyscan said"
        exit 255
    }
    cat > "$dir/config" <<CONFIG
Host 127.0.0.1
    Port $port
    IdentityFile $dir/key
    IdentitiesOnly yes
    IdentityAgent none
    UserKnownHostsFile $dir/known_hosts
    StrictHostKeyChecking yes
CONFIG
    cat <<TRY

Hatchway listens on 127.0.0.1:$port. Paste these into another terminal:

  a shell in the container $container
    ssh -F $dir/config $container@127.0.0.1
  one command, with its exit status
    ssh -F $dir/config $container@127.0.0.1 'wget -qO- http://127.0.0.1:8080; exit 7'; echo "status \$?"
  a pipe through the container, clean both ways
    head -c 100M /dev/urandom | tee >(sha256sum >&2) | ssh -F $dir/config $container@127.0.0.1 cat | sha256sum
  the gateway's own console
    ssh -F $dir/config admin@127.0.0.1 help

The key, the host key and this configuration of ssh are in $dir; the gateway's log is $dir/log.
Ctrl-C stops the gateway and removes all of it.
TRY
    wait "$gateway" || true
    gateway=
    cat "$dir/log" >&2
    say "the gateway ended by itself; the lines above are its log"
    exit 255
}

main "$@"
