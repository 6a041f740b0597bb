package io.hatchway.config;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.fuzz.FuzzTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A configuration is read, or everything that is wrong with it is said in lines fit to show. */
final class SettingsFuzz implements FuzzTarget {
    private static final Path SHIPPED = Path.of("conf/hatchway.yaml");
    private static final int LONGEST_MESSAGE = 1000;

    @Override
    public List<byte[]> seeds() {
        return Stream.concat(
                        everyKey(),
                        FuzzTarget.texts(
                                "listen: \"[::1]:22\"\nengine:\n  uri: tcp://h:2375\n  tls: {ca: a, cert: b, key: c}\n",
                                "containers:\n  \"staging-*\":\n    shell: [/bin/sh, -l]\n    users: [1000, www]\n",
                                "sessions: {accept_env: [LC_*], max_env: 3}\nssh: {login_grace: 30s}\n",
                                "a: &a [b]\nc: *a\n",
                                "? [x]\n: y\n",
                                "listne: 1\nlisten: 2\nlisten: 3\n",
                                "- x",
                                "{{{{",
                                "%YAML 1.2\n---\nx: |\n y")
                                .stream())
                .toList();
    }

    /** The sections of the shipped file, each short enough to be one input, with its keys switched on. */
    private static Stream<byte[]> everyKey() {
        try {
            String shipped = Files.readString(SHIPPED).replaceAll("(?m)^#(?=[a-z ] *)", "");
            return FuzzTarget.texts(shipped.split("\n\n", -1)).stream().filter(seed -> seed.length < LARGEST_INPUT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void hold(byte[] input) {
        String text = FuzzTarget.text(input);
        try {
            SettingsFile.parse("hatchway.yaml", text, Path.of("/etc/hatchway"), Map.of());
        } catch (InvalidConfigurationException wrong) {
            that(!wrong.problems().isEmpty(), "nothing was said");
            long lines = text.lines().count() + 1;
            for (Problem problem : wrong.problems()) {
                that(problem.line() >= 0 && problem.line() <= lines, "line %d of %d", problem.line(), lines);
                that(FuzzTarget.isPlain(problem.message()), "not fit to show: %s", problem);
                that(problem.message().length() <= LONGEST_MESSAGE, "too long to show: %s", problem);
            }
        }
    }
}
