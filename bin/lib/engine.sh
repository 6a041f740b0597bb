# Finds a Docker Engine, or installs and starts Debian's. Sourced after packages.sh.
# shellcheck shell=bash

readonly engine_default=unix:///var/run/docker.sock
engine_pid='' engine_unit=''

# Whether an engine answers at URI $1.
engine_answers() {
    if command -v docker > /dev/null; then
        [[ -n $(DOCKER_HOST=$1 timeout 10 docker version --format '{{.Server.Version}}' 2> /dev/null) ]]
    elif [[ $1 == unix://* ]] && command -v curl > /dev/null; then
        curl -sf -m 10 --unix-socket "${1#unix://}" http://engine/_ping > /dev/null
    else
        return 1
    fi
}

# Exports DOCKER_HOST of an engine that answers: the one asked for, else the default, else one started here.
# $1 is the log of an engine started here. engine_stop stops that one, and no other.
engine_ensure() {
    local uri
    for uri in "${DOCKER_HOST:-$engine_default}" "$engine_default"; do
        engine_answers "$uri" || continue
        [[ $uri == "${DOCKER_HOST:-$uri}" ]] || say "no engine answers at $DOCKER_HOST; using $uri"
        export DOCKER_HOST=$uri
        need docker:docker-cli || need docker:docker.io
        return
    done
    say "no Docker Engine answers at ${DOCKER_HOST:+$DOCKER_HOST or }$engine_default"
    export DOCKER_HOST=$engine_default
    need dockerd:docker.io iptables:iptables || return 1
    command -v docker > /dev/null || need docker:docker-cli || return 1
    if ((EUID)); then
        say "starting one takes root: run this as root, or start Docker yourself"
        return 1
    fi
    # Debian's package may have started it.
    if ! engine_answers "$DOCKER_HOST"; then engine_start "$1"; fi
}

engine_start() {
    local log=$1
    if [[ -d /run/systemd/system ]]; then
        say "starting the Docker Engine (systemctl start docker)"
        engine_unit=docker
        systemctl start docker
    else
        say "starting the Docker Engine (dockerd; its log is $log)"
        mountpoint -q /sys/fs/cgroup || mount -t cgroup2 none /sys/fs/cgroup
        # A session of its own: a Ctrl-C meant for us must not reach it before its containers are removed.
        # And bash's background jobs ignore SIGINT, which must not become the lot of every program in a container.
        PATH=$PATH:/usr/sbin:/sbin setsid env --default-signal dockerd --host "$DOCKER_HOST" > "$log" 2>&1 < /dev/null &
        engine_pid=$!
    fi
    for _ in $(seq 120); do
        engine_answers "$DOCKER_HOST" && return
        [[ -z $engine_pid ]] || kill -0 "$engine_pid" 2> /dev/null || break
        sleep 0.5
    done
    [[ ! -s $log ]] || tail -n 15 "$log" >&2
    say "the Docker Engine does not start; the lines above are the end of its log"
    engine_stop
    return 1
}

engine_stop() {
    if [[ -n $engine_pid ]]; then
        say "stopping the Docker Engine started here"
        kill "$engine_pid" 2> /dev/null || true
        wait "$engine_pid" 2> /dev/null || true
        engine_pid=
    elif [[ -n $engine_unit ]]; then
        say "stopping the Docker Engine started here"
        systemctl stop docker.socket docker 2> /dev/null || true
        engine_unit=
    fi
}
