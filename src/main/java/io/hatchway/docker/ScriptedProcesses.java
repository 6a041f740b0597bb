package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A session's processes reached from inside their container by a shell script, for a gateway that does not see the
 * engine's host.
 *
 * <p>What runs is the container's own shell, and the container's root could have put anything in its place: it is never
 * given more than that root has. It runs first as the session's user, who alone may read what its processes carry, then
 * as root for what carries the tag as root. Root takes no pids from the user's run: they could be anybody's. What the
 * session started as a third user, or as root with another environment, is told to end by nobody here and counts as
 * left; reaching it takes a helper container.
 */
final class ScriptedProcesses implements ProcessTree {
    private static final String SCRIPT = script();
    private static final Optional<String> ROOT = Optional.of("0");

    private final String tag;
    private final Optional<String> user;
    private final Runner runner;

    /** Runs a shell with these arguments in the container's pid namespace and returns what it printed. */
    interface Runner {
        String run(List<String> shellArguments, Optional<String> user) throws IOException;
    }

    ScriptedProcesses(String tag, Optional<String> user, Runner runner) {
        this.tag = tag;
        this.user = user;
        this.runner = runner;
    }

    @Override
    public boolean end() throws IOException {
        List<String> left = pids(runner.run(arguments("end", List.of()), user));
        boolean rootLeftNone =
                pids(runner.run(arguments("end", List.of()), ROOT)).isEmpty();
        // What the user could not end, root may have.
        return rootLeftNone
                && (left.isEmpty()
                        || pids(runner.run(arguments("look", left), user)).isEmpty());
    }

    @Override
    public void signalAll(String signal) throws IOException {
        runner.run(arguments("signal-all", List.of(signal)), user);
    }

    @Override
    public boolean signalGroup(String signal) throws IOException {
        return !pids(runner.run(arguments("signal-leader", List.of(signal)), user))
                .isEmpty();
    }

    private List<String> arguments(String act, List<String> arguments) {
        List<String> all = new ArrayList<>(List.of("-c", SCRIPT, "sh", tag, act));
        all.addAll(arguments);
        return all;
    }

    /** The pids a shell printed, one a line. */
    static List<String> pids(String output) {
        // Whatever answers is the container's: only plain pids are taken from it.
        return output.lines()
                .filter(line -> line.matches("[0-9]{1,10}"))
                .limit(4096)
                .toList();
    }

    private static String script() {
        try (InputStream script = ScriptedProcesses.class.getResourceAsStream("signal-session.sh")) {
            if (script == null) {
                throw new IllegalStateException("signal-session.sh is not in the jar");
            }
            return new String(script.readAllBytes(), UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
