package io.hatchway.gate;

import io.hatchway.access.Recording;
import io.hatchway.access.Target;
import io.hatchway.audit.AuditEvent;
import io.hatchway.audit.AuditLog;
import io.hatchway.audit.ForwardLog;
import io.hatchway.audit.LostSessions;
import io.hatchway.audit.Peer;
import io.hatchway.audit.Recordings;
import io.hatchway.audit.SessionRecords;
import io.hatchway.config.InvalidConfigurationException;
import io.hatchway.config.MaxStartups;
import io.hatchway.config.PerSourcePenalties;
import io.hatchway.config.Settings;
import io.hatchway.console.Console;
import io.hatchway.console.Engine;
import io.hatchway.console.Finding;
import io.hatchway.console.Rights;
import io.hatchway.console.Watchroom;
import io.hatchway.console.Wiring;
import io.hatchway.container.EngineException;
import io.hatchway.container.OneOff;
import io.hatchway.container.OneOffs;
import io.hatchway.docker.DockerContainers;
import io.hatchway.docker.EngineEndpoint;
import io.hatchway.docker.EngineLibrary;
import io.hatchway.keys.AccessListener;
import io.hatchway.keys.AccessWatch;
import io.hatchway.keys.KeyEditor;
import io.hatchway.keys.Sources;
import io.hatchway.keys.TeamEditor;
import io.hatchway.registry.RegistryLogins;
import io.hatchway.session.ContainerSettings;
import io.hatchway.session.Exit;
import io.hatchway.session.Forwards;
import io.hatchway.session.Session;
import io.hatchway.session.Sessions;
import io.hatchway.sshd.EntryRules;
import io.hatchway.sshd.GatewayServer;
import io.hatchway.sshd.HostKeyFiles;
import io.hatchway.sshd.Limits;
import io.hatchway.sshd.Offence;
import io.hatchway.sshd.RefusalListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole gateway, wired. Parts are made in the order they need each other and closed in reverse. */
final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final Duration REQUEST_GRACE = Duration.ofMinutes(1);

    private final Settings settings;
    private final StateFolder state;
    private final AccessWatch access;
    private final AuditLog audit;
    private final Recordings recordings;
    private final DockerContainers containers;
    private final Sessions sessions;
    private final Forwards forwards;
    private final GatewayServer server;

    /**
     * Makes everything and accepts nothing yet.
     *
     * @throws InvalidConfigurationException when the keys folder or access.yaml cannot be used
     * @throws IOException when the state folder, a key of the gateway's or the audit log cannot be used; the message is a sentence
     */
    Gateway(Settings settings) throws InvalidConfigurationException, IOException {
        this.settings = settings;
        access = AccessWatch.open(Sources.of(settings, Console.commands()));
        state = StateFolder.open(settings.state());
        audit = auditLog();
        recordings = recordings();
        containers = containers(settings.engine());
        sessions = new Sessions(
                containers,
                this::containerSettings,
                new Console(new Wiring(
                        Version.TEXT,
                        consoleEngine(containers),
                        access::policy,
                        new Rights(access::register, new KeyEditor(access), new TeamEditor(access)),
                        this::serve,
                        this::join,
                        RegistryLogins.in(state.path()),
                        audit::note,
                        state.histories(),
                        new Watchroom(this::begun, audit::commit, state.path(), this::checkup))),
                access::policy,
                state.sessions(),
                new Sessions.Bounds(
                        settings.sessions().idleLimit(), settings.sessions().perIdentity()),
                new SessionRecords(audit, recordings, this::recording));
        forwards = new Forwards(
                containers,
                access::policy,
                OwnAddresses::now,
                settings.sessions().forwardsPerIdentity(),
                new ForwardLog(audit));
        server = new GatewayServer(
                new InetSocketAddress(
                        settings.listen().host(), settings.listen().port()),
                hostKeys(settings),
                Version.TEXT,
                entryRules(settings.ssh()),
                limits(),
                access::policy,
                containers::lookup,
                sessions,
                forwards,
                audit::note,
                RefusalListener.recording(audit::note));
    }

    /** Where host keys come from. */
    static HostKeyFiles hostKeys(Settings settings) {
        return new HostKeyFiles(
                settings.state(), settings.ssh().hostKeys(), settings.ssh().hostCertificates());
    }

    private Recording recording(Session session) {
        return settings.recording(
                session.grant(),
                session.container().map(entered -> entered.subject().names()).orElse(Set.of()));
    }

    private AuditLog auditLog() throws IOException {
        Settings.Audit chosen = settings.audit();
        return AuditLog.open(
                state.path(),
                new AuditLog.Bounds(
                        chosen.fileSize(), chosen.fileAge(), chosen.keep(), chosen.quota(), chosen.minFree()),
                Clock.systemUTC());
    }

    private Recordings recordings() {
        Settings.Recordings chosen = settings.recordings();
        return new Recordings(
                state.path(),
                new Recordings.Bounds(
                        chosen.quota(), chosen.keep(), settings.audit().minFree()),
                Clock.systemUTC(),
                // Never waits: it is told by threads that write output.
                audit::note);
    }

    /** Starts accepting connections; returns where. */
    InetSocketAddress start() throws IOException, InterruptedException {
        new LostSessions(state.path(), recordings).say(audit::keep);
        InetSocketAddress address = server.start();
        audit.note(new AuditEvent.GatewayStarted(Version.TEXT, Peer.text(address)));
        access.watch(new AccessListener() {
            @Override
            public void accepted(String source) {
                audit.note(new AuditEvent.ConfigurationAccepted(source));
            }

            @Override
            public void rejected(String source, String reason) {
                audit.note(new AuditEvent.ConfigurationRejected(source, reason));
            }
        });
        Thread.ofVirtual().name("engine-greeting").start(this::greetEngine);
        containers.sweepHelpers();
        return address;
    }

    private void greetEngine() {
        // While the first client still exchanges keys: its session need not wait for it.
        EngineLibrary.rehearse();
        try {
            LOG.info("engine '{}': version {}", containers.engine(), containers.version());
        } catch (EngineException away) {
            LOG.warn(
                    "the engine '{}' does not answer: {}; logins work as soon as it does",
                    containers.engine(),
                    String.valueOf(away.getCause()));
        }
    }

    /** Takes no more connections, lets sessions finish for the configured grace, and ends the rest. */
    void shutdown() throws InterruptedException {
        server.stopAccepting();
        sessions.shutdown(settings.sessions().shutdownGrace());
    }

    @Override
    public void close() throws IOException {
        try (state;
                access;
                audit;
                recordings;
                containers;
                sessions;
                server) {
            LOG.debug("closing");
        }
    }

    private static Engine consoleEngine(DockerContainers containers) {
        return new Engine(
                containers,
                containers.inventory(),
                containers.lifecycle(),
                containers.logs(),
                containers.stats(),
                containers.events(),
                containers.images(),
                containers.oneOffs());
    }

    private List<Session> begun() {
        return sessions.begun();
    }

    private List<Finding> checkup() {
        return new Checkup(hostKeys(settings), settings, engineFolder(), access.problems()).findings();
    }

    /** Of an engine on this host, if it answers. */
    private Optional<Path> engineFolder() {
        try {
            return settings.engine().uri() instanceof io.hatchway.config.EngineAddress.Unix
                    ? Optional.of(Path.of(containers.inventory().summary().folder()))
                    : Optional.empty();
        } catch (EngineException | InvalidPathException away) {
            return Optional.empty();
        }
    }

    /** A session that begins inside another: from the console into a container. */
    private Exit serve(Session session) {
        return sessions.serve(session, exit -> {});
    }

    private Exit join(Session session, OneOffs oneOffs, Function<String, OneOff> wish) {
        return sessions.join(session, oneOffs, wish);
    }

    private ContainerSettings containerSettings(Target.Container target) {
        Settings.Container chosen = settings.container(target);
        return new ContainerSettings(
                chosen.shell().orElse(List.of()),
                chosen.envFile(),
                settings.sessions().permitKeyEnv());
    }

    private Limits limits() {
        Settings.Ssh ssh = settings.ssh();
        Settings.Sessions channels = settings.sessions();
        return new Limits(
                ssh.loginGrace(),
                ssh.maxAuthTries(),
                ssh.keepaliveInterval(),
                ssh.keepaliveCount(),
                ssh.maxRekeys(),
                ssh.maxBuffer(),
                ssh.maxOutput(),
                REQUEST_GRACE,
                channels.channelsPerConnection(),
                channels.forwardsPerConnection(),
                channels.acceptEnv(),
                channels.maxEnv(),
                ssh.curve25519());
    }

    private static EntryRules entryRules(Settings.Ssh ssh) {
        MaxStartups startups = ssh.maxStartups();
        PerSourcePenalties penalties = ssh.perSourcePenalties();
        Map<Offence, Duration> times = Map.of(
                Offence.CRASH, penalties.crash(),
                Offence.AUTHFAIL, penalties.authfail(),
                Offence.NOAUTH, penalties.noauth(),
                Offence.GRACE_EXCEEDED, penalties.graceExceeded(),
                Offence.REFUSE_CONNECTION, penalties.refuseConnection());
        return new EntryRules(
                ssh.maxConnections(),
                ssh.connectionsPerIdentity(),
                new EntryRules.Startup(startups.start(), startups.rate(), startups.full(), ssh.perSourceMaxStartups()),
                ssh.perSourceNetBlockSize().bits4(),
                ssh.perSourceNetBlockSize().bits6(),
                new EntryRules.Penalty(
                        penalties.enabled() ? times : Map.of(),
                        penalties.max(),
                        penalties.min(),
                        penalties.maxSources4(),
                        penalties.maxSources6(),
                        penalties.overflow() == PerSourcePenalties.Overflow.DENY_ALL,
                        penalties.overflow6() == PerSourcePenalties.Overflow.DENY_ALL,
                        penalties.exempt()),
                ssh.proxyProtocolFrom());
    }

    /**
     * The containers of a configured engine, which need not answer.
     *
     * @throws IOException where its TLS files cannot be used; the message is a sentence
     */
    static DockerContainers containers(Settings.Engine engine) throws IOException {
        return new DockerContainers(engine.name(), endpoint(engine), engine.helperImage());
    }

    private static EngineEndpoint endpoint(Settings.Engine engine) throws IOException {
        try {
            return switch (engine.uri()) {
                case io.hatchway.config.EngineAddress.Unix unix -> new EngineEndpoint.Unix(unix.socket());
                case io.hatchway.config.EngineAddress.Tcp tcp
                when engine.tls().isPresent() -> {
                    Settings.Tls tls = engine.tls().get();
                    yield EngineEndpoint.tls(
                            tcp.host(), tcp.port(), new EngineEndpoint.TlsFiles(tls.ca(), tls.cert(), tls.key()));
                }
                case io.hatchway.config.EngineAddress.Tcp tcp -> new EngineEndpoint.Tcp(tcp.host(), tcp.port());
            };
        } catch (IllegalArgumentException unusable) {
            throw new IOException(unusable.getMessage(), unusable);
        }
    }
}
