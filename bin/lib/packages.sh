# Gets Debian packages that are missing. Sourced.
# shellcheck shell=bash

say() { echo "hatchway: $*" >&2; }

# Each argument is COMMAND:PACKAGE (wanted when there is no such command) or PACKAGE (wanted when not installed).
# Nothing is asked of apt when nothing is missing.
need() {
    local word missing=()
    for word; do
        if [[ $word == *:* ]]; then
            PATH=$PATH:/usr/sbin:/sbin type -P "${word%%:*}" > /dev/null || missing+=("${word#*:}")
        else
            [[ $(dpkg-query -W -f '${db:Status-Status}' "$word" 2> /dev/null) == installed ]] || missing+=("$word")
        fi
    done
    ((${#missing[@]})) || return 0
    if ((EUID)) || ! command -v apt-get > /dev/null; then
        say "needed and not here: ${missing[*]} (as root on Debian: apt-get install ${missing[*]})"
        return 1
    fi
    say "installing ${missing[*]}"
    apt_update
    quietly apt_install "${missing[@]}" || { say "apt-get could not install ${missing[*]}"; return 1; }
}

# Services of the new packages are not started: what runs is started, and stopped, by whoever asked.
apt_install() (
    policy=/usr/sbin/policy-rc.d
    if [[ ! -e $policy ]]; then
        trap 'rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' > "$policy"
        chmod 755 "$policy"
    fi
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@"
)

# Unpacks Debian packages into folder $1 without installing them; needs no root.
unpack() {
    local into=$1 dir status=0
    shift
    dir=$(mktemp -d)
    quietly apt_download "$dir" "$@" || { apt_update; quietly apt_download "$dir" "$@"; } || status=$?
    if ((status == 0)); then
        for deb in "$dir"/*.deb; do dpkg-deb -x "$deb" "$into"; done
    else
        say "apt-get could not download $*"
    fi
    rm -rf "$dir"
    return "$status"
}

apt_download() (
    cd "$1" && shift && apt-get download -qq -o APT::Sandbox::User="$(id -un)" "$@"
)

apt_updated=
apt_update() {
    [[ -z $apt_updated ]] || return 0
    apt_updated=yes
    # One source of many that does not answer is no reason to stop: the install says what is really missing.
    quietly apt-get update -qq || true
}

# Runs a command and shows the end of its output only when it fails.
quietly() {
    local output
    output=$("$@" 2>&1) || { tail -n 15 <<< "$output" >&2; return 1; }
}
