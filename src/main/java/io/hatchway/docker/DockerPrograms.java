package io.hatchway.docker;

import io.hatchway.container.Container;
import io.hatchway.container.Containers;
import io.hatchway.container.EngineException;
import io.hatchway.container.EngineException.Kind;
import io.hatchway.container.Launch;
import io.hatchway.container.Outcome;
import io.hatchway.container.Program;
import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Starts programs in the containers of one engine, in such a way that whatever they start is found and ended. */
final class DockerPrograms {
    private static final List<String> TRUSTED_SHELLS = List.of("/bin/sh", "/usr/bin/sh", "/busybox/sh");

    private static final int MOST_KNOWN = 4096;

    private final DockerContainers engine;
    private final Execs execs;
    private final ContainerFiles files;
    private final HelperContainers helpers;
    private final boolean onThisHost;
    /**
     * Containers known to have {@code sh}, by their ids. Never images: whoever is in a container can put one there. What a
     * container lacks is asked again.
     */
    private final Set<String> withShell = ConcurrentHashMap.newKeySet();

    /** @param onThisHost whether the engine's processes may be this machine's */
    DockerPrograms(
            DockerContainers engine, Execs execs, ContainerFiles files, HelperContainers helpers, boolean onThisHost) {
        this.engine = engine;
        this.execs = execs;
        this.files = files;
        this.helpers = helpers;
        this.onThisHost = onThisHost;
    }

    /** Starts a program; see {@link Containers#start}. */
    Program start(Container container, Launch launch) throws EngineException {
        List<String> argv = argv(container, launch);
        List<String> environment = new ArrayList<>();
        launch.environment().forEach((key, value) -> environment.add(key + "=" + value));
        launch.pty().ifPresent(pty -> environment.add("TERM=" + pty.term()));
        environment.add(Launch.TAG + "=" + launch.tag());
        Optional<Size> terminal = launch.pty().map(Pty::size);
        try {
            String execId = execs.create(container.id(), argv, environment, launch.user(), terminal.isPresent());
            ProcessTree processes = processTree(container, launch.tag(), launch.user());
            ExecEnding ending =
                    new ExecEnding(engine, execs, container, launch.tag(), execId, processes, ExecEnding.PATIENCE);
            return started(container, launch, ending);
        } catch (Execs.RefusedException refused) {
            throw refused(container, launch, refused);
        } catch (IOException failed) {
            throw engine.away("start the program", failed);
        }
    }

    private Program started(Container container, Launch launch, ExecEnding ending) throws IOException {
        Optional<Size> terminal = launch.pty().map(Pty::size);
        try {
            ExecStream stream = execs.start(ending.execId(), terminal);
            if (!execs.startSaysSize()) {
                terminal.ifPresent(size -> execs.resize(ending.execId(), size));
            }
            return new DockerProgram(engine, execs, container, launch, stream, ending);
        } catch (Execs.RefusedException refused) {
            throw refused;
        } catch (IOException | RuntimeException failed) {
            // The engine may have heard us and start it all the same, with nobody to end it later.
            ending.run();
            throw failed;
        }
    }

    private List<String> argv(Container container, Launch launch) throws EngineException {
        if (!hasShell(container)) {
            return Argv.withoutShell(launch.command())
                    .orElseThrow(
                            () -> new EngineException(
                                    Kind.NOT_FOUND,
                                    "The container " + container.name()
                                            + " has no shell (no sh on its PATH). Name a program in it: ssh LOGIN@HOST /path/to/program"));
        }
        Optional<Size> fromInside = launch.pty().map(Pty::size).filter(size -> !execs.startSaysSize());
        return Argv.withShell(launch.command(), fromInside);
    }

    private boolean hasShell(Container container) throws EngineException {
        if (withShell.contains(container.id())) {
            return true;
        }
        for (String directory : container.path()) {
            String shell = directory + "/sh";
            if (shell.startsWith("/") && engine.reach("look for " + shell, () -> files.exists(container, shell))) {
                if (withShell.size() >= MOST_KNOWN) {
                    withShell.clear();
                }
                withShell.add(container.id());
                return true;
            }
        }
        return false;
    }

    private EngineException refused(Container container, Launch launch, Execs.RefusedException refused) {
        if (refused.status() == 404 || refused.status() == 409) {
            return new EngineException(
                    Kind.STATE, "The container " + container.name() + " cannot be entered: " + refused.report() + ".");
        }
        Outcome.NotStarted explained = StartFailure.explain(launch, container, 126, refused.report());
        // It may have been the shell.
        withShell.remove(container.id());
        return new EngineException(explained.code() == 127 ? Kind.NOT_FOUND : Kind.REQUEST, explained.reason());
    }

    /** The processes that carry a tag; as {@code user} where a program in the container has to look for them. */
    ProcessTree processTree(Container container, String tag, Optional<String> user) {
        Optional<ProcessTree> seen = onThisHost ? HostProcesses.of(container, tag) : Optional.empty();
        return seen.orElseGet(() -> new ScriptedProcesses(
                tag,
                user,
                (arguments, as) -> helpers.available()
                        ? helpers.run(container.id(), behind("sh", arguments))
                        : execs.output(container.id(), behind(trustedShell(container), arguments), as)));
    }

    private static List<String> behind(String shell, List<String> arguments) {
        List<String> argv = new ArrayList<>(List.of(shell));
        argv.addAll(arguments);
        return argv;
    }

    /** A shell to run as root: an image's PATH may lead through folders of its users. */
    private String trustedShell(Container container) throws IOException {
        for (String shell : TRUSTED_SHELLS) {
            if (files.exists(container, shell)) {
                return shell;
            }
        }
        throw new IOException("no shell in " + TRUSTED_SHELLS + " of " + container.name());
    }
}
