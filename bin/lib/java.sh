# Finds Java and says how to run it. Sourced; defines java_home and java_options.
# shellcheck shell=bash disable=SC2034

readonly java_least=25

# The feature release of the Java in folder $1, or 0 where there is none.
java_release() {
    local line
    [[ -x $1/bin/java ]] || { echo 0; return; }
    if [[ -r $1/release ]]; then
        while IFS= read -r line; do
            [[ $line =~ ^JAVA_VERSION=\"([0-9]+) ]] && { echo "${BASH_REMATCH[1]}"; return; }
        done < "$1/release"
    fi
    line=$("$1/bin/java" -version 2>&1) || true
    if [[ $line =~ version\ \"([0-9]+) ]]; then echo "${BASH_REMATCH[1]}"; else echo 0; fi
}

# Sets java_home to the first Java that is new enough and has every program named in the arguments.
find_java() {
    local home path program
    path=$(command -v java || true)
    [[ -z $path ]] || path=$(dirname "$(dirname "$(readlink -f "$path")")")
    for home in "${JAVA_HOME-}" "$path" /usr/lib/jvm/* /opt/* "${HOME-/root}"/.sdkman/candidates/java/*; do
        [[ -n $home && $(java_release "$home") -ge $java_least ]] || continue
        for program; do
            [[ -x $home/bin/$program ]] || continue 2
        done
        java_home=$home
        return
    done
    cat >&2 <<SAY
hatchway: no JDK $java_least or newer was found in JAVA_HOME, on PATH, in /usr/lib/jvm, /opt or ~/.sdkman.
hatchway: install one, for example \`apt-get install openjdk-$java_least-jdk-headless\` where your distribution has it,
hatchway: or unpack one from https://adoptium.net into /opt or /usr/lib/jvm; or set JAVA_HOME to one you have.
SAY
    exit 255
}

# Sets java_options. $1 is an ahead-of-time cache to start from, used when it is there and fits.
# Words in HATCHWAY_JAVA_OPTS come last and so win.
java_options() {
    local extra=()
    java_options=(
        -Xmx512m
        # A gateway that lost a thread to a full heap is worse than one that is started again.
        -XX:+ExitOnOutOfMemoryError
        --enable-native-access=ALL-UNNAMED
        -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8
        # The virtual machine's own warnings belong on stderr, and a cache that does not fit is not worth a word.
        -Xlog:disable '-Xlog:all=warning:stderr' '-Xlog:aot*=off,cds*=off:stderr'
    )
    # Two cores and a small heap of mostly idle sessions: the smallest footprint, and pauses of milliseconds.
    [[ ${HATCHWAY_JAVA_OPTS-} == *-XX:+Use*GC* ]] || java_options+=(-XX:+UseSerialGC)
    [[ ${HATCHWAY_AOT-on} == off || ! -s $1 ]] || java_options+=("-XX:AOTCache=$1")
    read -ra extra <<< "${HATCHWAY_JAVA_OPTS-}"
    java_options+=("${extra[@]}")
}
