# Builds the jar and its ahead-of-time cache when they are missing or old. Sourced after java.sh and find_java.
# shellcheck shell=bash disable=SC2154

jar_is_fresh() {
    [[ -e $root/target/hatchway.jar ]] &&
        [[ -z $(find "$root/src/main" "$root/pom.xml" -newer "$root/target/hatchway.jar" -print -quit) ]]
}

# The mark is left by a training that failed: it is not tried again for the same jar.
cache_is_fresh() {
    [[ ${HATCHWAY_AOT-on} == off ]] ||
        [[ $root/target/hatchway.aot -nt $root/target/hatchway.jar ]] ||
        [[ $root/target/hatchway.aot.failed -nt $root/target/hatchway.jar ]]
}

build_if_needed() {
    jar_is_fresh && cache_is_fresh && return
    mkdir -p "$root/target"
    (
        flock -n 9 || { echo "hatchway: waiting for another build" >&2; flock 9; }
        jar_is_fresh || build_jar
        cache_is_fresh || train
    ) 9> "$root/target/build.lock"
}

build_jar() {
    command -v mvn > /dev/null || {
        echo "hatchway: Maven is needed to build and there is no mvn on PATH; try: apt-get install maven" >&2
        exit 255
    }
    echo "hatchway: building (once, about a minute)" >&2
    if ! (cd "$root" && JAVA_HOME=$java_home \
        mvn -B -ntp -Dstyle.color=never -Dmaven.test.skip=true -Dspotless.check.skip=true -Dwarnings=-nowarn package) > "$root/target/build.log" 2>&1 9>&-; then
        tail -n 30 "$root/target/build.log" >&2
        echo "hatchway: the build failed; the lines above are the end of target/build.log" >&2
        exit 255
    fi
}

train() {
    "$root/bin/lib/train.sh" "$java_home" "$root/target/hatchway.jar" "$root/target/hatchway.aot" 9>&- || {
        touch "$root/target/hatchway.aot.failed"
        echo "hatchway: no ahead-of-time cache could be made, so it starts more slowly; see target/train.log" >&2
    }
}
