package io.hatchway.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.access.Decision;
import io.hatchway.access.Grant;
import io.hatchway.access.Permission;
import io.hatchway.access.Policy;
import io.hatchway.access.Target;
import io.hatchway.container.Command;
import io.hatchway.container.Container;
import io.hatchway.container.Containers;
import io.hatchway.container.EngineException;
import io.hatchway.container.Launch;
import io.hatchway.container.Program;
import io.hatchway.container.Pty;
import io.hatchway.container.Tools;
import io.hatchway.files.ArchiveSession;
import io.hatchway.files.FileService;
import io.hatchway.files.ScpCommand;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves sessions in containers: a shell, or one command. */
final class ContainerHandler implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerHandler.class);

    /** MAX_ARG_STRLEN of execve(2), less the ending NUL. */
    private static final int LONGEST_LINE = 128 * 1024 - 1;

    private static final int CANNOT_EXECUTE = 126;

    private static final Exit NOT_FOUND = new Exit.Status(127);

    private final Containers containers;
    private final Function<Target.Container, ContainerSettings> settings;
    private final Supplier<Policy> policy;
    private final Orphans orphans;

    ContainerHandler(
            Containers containers,
            Function<Target.Container, ContainerSettings> settings,
            Supplier<Policy> policy,
            Orphans orphans) {
        this.containers = containers;
        this.settings = settings;
        this.policy = policy;
        this.orphans = orphans;
    }

    @Override
    public Exit handle(Session session) throws IOException, UnrecordedException, InterruptedException {
        Target.Container target = switch (session.grant().target()) {
            case Target.Container container -> container;
            case Target.Console console -> throw new IllegalArgumentException("not a container: " + console);
        };
        if (session.request() instanceof Request.Exec(String line, var pty)
                && line.getBytes(UTF_8).length > LONGEST_LINE) {
            session.say(
                    "The command line is longer than " + LONGEST_LINE
                            + " bytes, the most that Linux takes as one argument. Send it on stdin instead: ssh LOGIN@HOST < SCRIPT");
            return new Exit.Status(CANNOT_EXECUTE);
        }
        Optional<Container> found = containers.find(target.name());
        if (found.isEmpty()) {
            return session.refuse("There is no container '" + target.name() + "' on the engine '" + containers.engine()
                    + "'. Ask its operator for the name.");
        }
        Container container = found.get();
        switch (policy.get().enter(session.grant(), container.subject(), Instant.now())) {
            case Decision.Allowed(Grant granted) -> session.enter(container, granted);
            case Decision.Denied(String reason) -> {
                LOG.warn("session {} may not enter {}: {}", session.id(), container.name(), reason);
                return session.refuse(
                        "You may not enter the container " + container.name() + ". Ask its operator to grant it.");
            }
        }
        Optional<ScpCommand> scp = Fit.scp(session.request(), session.grant());
        boolean wantsFiles = scp.isPresent() || session.request() instanceof Request.Subsystem;
        // The policy may have changed since the session was asked for.
        Optional<String> lacking = Fit.objection(session, session.grant());
        if (lacking.isPresent()) {
            return session.refuse(lacking.get());
        }
        Optional<String> closed = whyClosed(container);
        if (closed.isPresent() && !(wantsFiles && container.state() == Container.State.STOPPED)) {
            return session.refuse(closed.get() + filesAllTheSame(session, target, container));
        }
        if (session.request() instanceof Request.Subsystem(String name, var pty) && !name.equals(Request.SFTP)) {
            return session.refuse("There is no subsystem '" + name + "' here, only " + Request.SFTP + ".");
        }
        ContainerSettings chosen = settings.apply(target).orLabels(container.labels());
        if (closed.isPresent()) {
            session.goOnRecord();
            return overArchive(session, scp, target, container);
        }
        try (AgentSocket agent = AgentSocket.of(session)) {
            return serve(session, scp, wantsFiles, target, container, chosen, agent);
        }
    }

    private Exit serve(
            Session session,
            Optional<ScpCommand> scp,
            boolean wantsFiles,
            Target.Container target,
            Container container,
            ContainerSettings chosen,
            AgentSocket agent)
            throws IOException, UnrecordedException, InterruptedException {
        Map<String, String> environment = environment(session, container, chosen);
        agent.path().ifPresent(path -> environment.put("SSH_AUTH_SOCK", path));
        Launch launch = new Launch(
                wantsFiles ? FileService.command() : command(session, chosen),
                environment,
                target.user(),
                pty(session),
                session.id());
        session.goOnRecord();
        try (Orphans.Watch watch = orphans.watch(session.id(), container)) {
            Program program = start(container, launch, watch);
            return wantsFiles
                    ? FileTraffic.join(session, scp, program, () -> instead(session, target, container), watch::ended)
                    : explained(session, container, Bridge.join(session, program, watch::ended));
        } catch (EngineException refused) {
            if (wantsTools(session, refused)) {
                return overTools(session, launch, container);
            }
            if (wantsFiles && refused.kind() == EngineException.Kind.NOT_FOUND) {
                return overArchive(session, scp, target, container);
            }
            throw advised(session, refused);
        }
    }

    private static boolean wantsTools(Session session, EngineException refused) {
        return mayHaveTools(session, refused) && session.request().pty().isPresent();
    }

    private static boolean mayHaveTools(Session session, EngineException refused) {
        return refused.kind() == EngineException.Kind.NOT_FOUND
                && session.request() instanceof Request.Shell
                && session.grant().permissions().has(Permission.DEBUG);
    }

    private static EngineException advised(Session session, EngineException refused) {
        return mayHaveTools(session, refused)
                ? new EngineException(
                        refused.kind(),
                        refused.sentence() + ", or have a shell of the gateway's beside it: ssh -t LOGIN@HOST",
                        refused)
                : refused;
    }

    /** A shell of the gateway's own where the container has none, for who may look into it. */
    private Exit overTools(Session session, Launch launch, Container container)
            throws IOException, InterruptedException {
        session.standBeside();
        try (Tools tools = containers.tools(container);
                Orphans.Watch watch = orphans.watch(session.id(), container)) {
            session.say(
                    "The container " + container.name() + " has no shell, so this one is the gateway's, beside it: its"
                            + " processes and network are here, its files under /proc/1/root.");
            Launch beside = new Launch(
                    new Command.Shell(List.of()), launch.environment(), Optional.empty(), launch.pty(), launch.tag());
            return Bridge.join(session, start(tools.container(), beside, watch), watch::ended);
        }
    }

    private static Exit explained(Session session, Container container, Exit exit) {
        if (exit.equals(NOT_FOUND) && session.request() instanceof Request.Exec(String line, Optional<Pty> pty)) {
            OtherHalf.missing(line, container).ifPresent(session::say);
        }
        return exit;
    }

    /** What is added to a refusal where nothing runs, but the files can be had. */
    private String filesAllTheSame(Session session, Target.Container target, Container container) {
        Grant grant = session.grant();
        if (container.state() != Container.State.STOPPED
                || !grant.permissions().has(Permission.FILES)
                || grant.restrictions().command().isPresent()) {
            return "";
        }
        try {
            return objection(session, archive(target, container)).isEmpty()
                    ? " Its files can be used all the same, with scp and sftp."
                    : "";
        } catch (EngineException unknown) {
            LOG.debug("whether the files of {} can be used is not known", container.name(), unknown);
            return "";
        }
    }

    /** Files where no program can be started to work on them. */
    private Exit overArchive(Session session, Optional<ScpCommand> scp, Target.Container target, Container container)
            throws IOException, InterruptedException {
        ArchiveSession over = archive(target, container);
        Optional<String> objection = objection(session, over);
        return objection.isPresent() ? session.refuse(objection.get()) : FileTraffic.join(session, scp, over);
    }

    private ArchiveSession archive(Target.Container target, Container container) throws EngineException {
        return ArchiveSession.of(containers.archive(container), target.user());
    }

    private static Optional<String> objection(Session session, ArchiveSession over) {
        return FileService.objection(over, FileTraffic.confinement(session));
    }

    /** The archive for where a shell has too few tools. */
    private ArchiveSession instead(Session session, Target.Container target, Container container)
            throws EngineException {
        ArchiveSession over = archive(target, container);
        Optional<String> objection = objection(session, over);
        if (objection.isPresent()) {
            throw new EngineException(
                    EngineException.Kind.STATE,
                    "The tools in this container are too few to work on its files. " + objection.get());
        }
        return over;
    }

    private Program start(Container container, Launch launch, Orphans.Watch watch) throws EngineException {
        try {
            return containers.start(container, launch);
        } catch (EngineException notStarted) {
            // Away: whether it started is not known, so it is swept later.
            watch.ended(notStarted.kind() != EngineException.Kind.AWAY);
            throw notStarted;
        }
    }

    static Optional<String> whyClosed(Container container) {
        return switch (container.state()) {
            case RUNNING -> Optional.empty();
            case PAUSED ->
                Optional.of("The container " + container.name()
                        + " is paused, so nothing can be started in it. Log in again when it is unpaused.");
            case RESTARTING ->
                Optional.of("The container " + container.name() + " is restarting. Log in again in a moment.");
            case STOPPED ->
                Optional.of("The container " + container.name() + " is not running: " + container.stateText()
                        + ". Log in again when it is started.");
        };
    }

    private static Command command(Session session, ContainerSettings settings) {
        return switch (session.request()) {
            case Request.Shell shell -> new Command.Shell(settings.shell());
            case Request.Exec(String line, Optional<Pty> pty) -> new Command.Line(line);
            case Request.Subsystem subsystem -> FileService.command();
        };
    }

    private static Optional<Pty> pty(Session session) {
        return switch (session.request()) {
            case Request.Shell(Optional<Pty> pty) -> pty;
            case Request.Exec(String line, Optional<Pty> pty) -> pty;
            case Request.Subsystem subsystem -> Optional.empty();
        };
    }

    /**
     * Later ones win: the container's env file, what the client may send, what the key's line sets (as sshd's
     * environment=), and what sshd itself tells every session (ssh(1), ENVIRONMENT).
     */
    private Map<String, String> environment(Session session, Container container, ContainerSettings settings)
            throws EngineException {
        Map<String, String> environment = new LinkedHashMap<>();
        if (settings.envFile().isPresent()) {
            environment.putAll(
                    EnvFile.read(containers, container, settings.envFile().get()));
        }
        environment.putAll(session.environment());
        environment.putAll(keyEnvironment(session, settings));
        String client = session.client().getAddress().getHostAddress();
        String server = session.server().getAddress().getHostAddress();
        environment.put(
                "SSH_CLIENT",
                client + " " + session.client().getPort() + " "
                        + session.server().getPort());
        environment.put(
                "SSH_CONNECTION",
                client + " " + session.client().getPort() + " " + server + " "
                        + session.server().getPort());
        session.originalCommand().ifPresent(line -> environment.put("SSH_ORIGINAL_COMMAND", line));
        return environment;
    }

    /** What the key's line sets and the configuration permits. */
    private static Map<String, String> keyEnvironment(Session session, ContainerSettings settings) {
        Grant grant = session.grant();
        Map<String, String> permitted = new LinkedHashMap<>();
        grant.restrictions().environment().forEach((name, value) -> {
            if (settings.permits(name)) {
                permitted.put(name, value);
            } else {
                LOG.warn(
                        "session {}: {} has environment= for {}, which sessions.permit_key_env does not list, so it is"
                                + " not set",
                        session.id(),
                        grant.origin(),
                        name);
            }
        });
        return permitted;
    }
}
