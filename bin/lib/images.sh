#!/usr/bin/env bash
# Makes container images from Debian packages, without a registry:
#   images.sh NAME...
# A name is one of the functions below with its underscores as dashes. The files of an image are kept in target/images,
# named by the recipe that made them; an image that is there already and was made by the same recipe is left alone.
set -euo pipefail

root=$(cd -P "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
# shellcheck source=bin/lib/packages.sh
. "$root/bin/lib/packages.sh"
# shellcheck source=bin/lib/java.sh
. "$root/bin/lib/java.sh"
cache=$root/target/images

# Each recipe fills the folder $1 and sets `change`, the image's configuration in a Dockerfile's words.

hatchway_test_busybox() {
    busybox_files "$1"
    for applet in $("$1/bin/busybox" --list); do
        [[ $applet == busybox ]] || ln -s busybox "$1/bin/$applet"
    done
    change=("${change_common[@]}" 'ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin' 'CMD ["sleep", "infinity"]')
}

# No shell can be started here by any name: the programs are copies of busybox under the names of single applets.
hatchway_test_noshell() {
    busybox_files "$1"
    for applet in cat false printenv seq setsid sha256sum sleep true wc yes; do
        ln "$1/bin/busybox" "$1/bin/$applet"
    done
    rm "$1/bin/busybox"
    change=("${change_common[@]}" 'ENV PATH=/bin' 'CMD ["sleep", "infinity"]')
}

hatchway_test_debian() {
    local site suite
    need debootstrap:debootstrap
    read -r site suite < <(debian_mirror) || {
        say "apt is configured with no mirror of this release, so no Debian image can be made; see /etc/apt/sources.list"
        return 1
    }
    say "making a Debian $suite image from packages (once, about a minute)"
    PATH=$PATH:/usr/sbin:/sbin quietly debootstrap --variant=minbase \
        --include=bash,procps,coreutils,python3-minimal,vim-tiny,less,htop,tmux,ncurses-term \
        "$suite" "$1" "$site"
    ln -s vim.tiny "$1/usr/bin/vim"
    rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/* "$1"/var/log/* "$1"/usr/share/doc/* "$1"/usr/share/man/* "${1:?}"/dev/*
    people "$1"
    change=("${change_common[@]}" 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
        'ENV LANG=C.UTF-8' 'CMD ["sleep", "infinity"]')
}

# A small web site on the container's own loopback, for the demo.
hatchway_demo() {
    hatchway_test_busybox "$1"
    change=('ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin' 'CMD ["sh"]')
}

change_common=('ENV GREETING=from-image' 'WORKDIR /srv')

busybox_files() {
    mkdir -p "$1"/{bin,dev,etc,proc,root,srv,sys,tmp,var/www}
    chmod 1777 "$1/tmp"
    mkdir "$1/deb"
    unpack "$1/deb" busybox-static
    cp "$(find "$1/deb" -type f -path '*bin/busybox')" "$1/bin/busybox"
    rm -r "$1/deb"
    printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'www-data:x:33:33:www-data:/var/www:/bin/false' > "$1/etc/passwd"
    printf '%s\n' 'root:x:0:' 'www-data:x:33:' > "$1/etc/group"
    people "$1"
}

# A user `app` (uid 1000), as images of programs have one.
people() {
    local shell=/bin/sh
    [[ ! -e $1/bin/bash ]] || shell=/bin/bash
    echo "app:x:1000:1000:app:/home/app:$shell" >> "$1/etc/passwd"
    echo 'app:x:1000:' >> "$1/etc/group"
    mkdir -p "$1/home/app"
    chown 1000:1000 "$1/home/app" 2> /dev/null || true
}

# Prints the mirror and suite that apt itself is configured with.
debian_mirror() {
    local suite
    # shellcheck source=/dev/null
    suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(SITE) $(CODENAME)' 'Created-By: Packages' 'Component: main' |
        awk -v suite="$suite" '$2 == suite { print; exit }'
}

# The image a Dockerfile would take Java from, for tests: Debian's files and the Java that runs the tests.
hatchway_test_java() {
    find_java
    make hatchway-test-debian
    say "making an image of $java_home (once)"
    tar -C "$java_home" --exclude=./src.zip --exclude=./lib/src.zip --exclude=./jmods -c . |
        docker import - hatchway-test-java-files > /dev/null
    DOCKER_BUILDKIT=0 quietly docker build -t hatchway-test-java - <<DOCKERFILE
FROM hatchway-test-debian
COPY --from=hatchway-test-java-files / /opt/java/openjdk/
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
WORKDIR /
LABEL io.hatchway.recipe=$1
DOCKERFILE
    docker image rm -f hatchway-test-java-files > /dev/null
}

make() {
    local name=$1 recipe=${1//-/_} mark tarball args=() change=() owner=()
    if [[ $recipe != hatchway_* ]] || ! declare -F "$recipe" > /dev/null; then
        say "there is no recipe for an image $name"
        exit 1
    fi
    mark=$(declare -f "$recipe" busybox_files people | sha256sum | cut -c 1-16)
    if [[ $(docker image inspect -f '{{index .Config.Labels "io.hatchway.recipe"}}' "$name" 2> /dev/null) == "$mark" ]]; then
        return
    fi
    if [[ $name == hatchway-test-java ]]; then
        "$recipe" "$mark"
        return
    fi

    tarball=$cache/$name-$mark.tar
    if [[ ! -s $tarball ]]; then
        rm -rf "$work" "$cache/$name"-*
        mkdir -m 755 "$work"
        "$recipe" "$work"
        printf '%s\n' "${change[@]}" > "$tarball.change"
        # Made by a user who is not root, an image's files are root's all the same.
        ((EUID == 0)) || owner=(--owner=0 --group=0)
        tar -C "$work" --numeric-owner "${owner[@]}" -cf "$tarball.new" .
        mv "$tarball.new" "$tarball"
    fi
    mapfile -t change < "$tarball.change"
    for line in "${change[@]}" "LABEL io.hatchway.recipe=$mark"; do args+=(--change "$line"); done
    docker import "${args[@]}" "$tarball" "$name" > /dev/null
}

mkdir -p "$cache"
exec 9> "$cache/lock"
flock 9
umask 022
work=$cache/work
trap 'rm -rf "$work"' EXIT
for name; do
    make "$name"
done
