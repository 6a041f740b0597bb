package io.hatchway.config;

import io.hatchway.access.Grant;
import io.hatchway.access.LoginPattern;
import io.hatchway.access.Recording;
import io.hatchway.access.RunAs;
import io.hatchway.access.SourceAddresses;
import io.hatchway.access.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Everything that can be configured, complete and valid. {@code conf/hatchway.yaml} explains each key; a test holds that
 * its text and these defaults agree.
 *
 * @param listen where the gateway listens
 * @param keys the folder of keys files
 * @param access people, roles, consoles and authorities
 * @param state the folder of the host key and everything else that outlives a run
 * @param containers what is said about containers by pattern, in the file's order; no pattern has a user
 */
public record Settings(
        ListenAddress listen,
        Path keys,
        AccessLocation access,
        Path state,
        Engine engine,
        Ssh ssh,
        Sessions sessions,
        Map<LoginPattern, Container> containers,
        Audit audit,
        Recordings recordings,
        Log log) {

    public Settings {
        containers = Collections.unmodifiableMap(new LinkedHashMap<>(containers));
    }

    /**
     * The engine whose containers are opened.
     *
     * @param name what the engine is called in messages and records
     * @param tls present where the engine is spoken to over TLS
     * @param helperImage the image of the container that ends a session's processes where the gateway cannot see them and
     *     the session's image has no shell; empty means the gateway's own image, where it runs in a container
     */
    public record Engine(String name, EngineAddress uri, Optional<Tls> tls, Optional<String> helperImage) {}

    /** PEM files: whom to trust, and who we are. */
    public record Tls(Path ca, Path cert, Path key) {}

    /**
     * The protocol's limits.
     *
     * @param loginGrace how long a client may take to log in
     * @param maxAuthTries failures to log in that end a connection; agents offer many keys
     * @param keepaliveInterval how often a silent client is asked whether it is there; zero: never
     * @param keepaliveCount unanswered questions after which the client is taken for dead
     * @param maxConnections connections held at once; further ones are closed
     * @param connectionsPerIdentity connections of one key at once
     * @param curve25519 whether the key exchange of clients without a post-quantum one is offered too
     * @param maxStartups connections that have not logged in, over all sources
     * @param perSourceMaxStartups the same of one source
     * @param perSourceNetBlockSize how large a network counts as one source
     * @param perSourcePenalties how long a source is kept out for what it did
     * @param maxRekeys key exchanges a client may begin in a minute without much data between them
     * @param maxBuffer bytes of input held for all programs that do not read, over all connections
     * @param maxOutput bytes of output on its way to clients, over all connections
     * @param hostKeys files of further host keys
     * @param hostCertificates files of certificates of host keys
     * @param proxyProtocolFrom peers whose connections begin with a header that names the client
     */
    public record Ssh(
            Duration loginGrace,
            int maxAuthTries,
            Duration keepaliveInterval,
            int keepaliveCount,
            int maxConnections,
            int connectionsPerIdentity,
            boolean curve25519,
            MaxStartups maxStartups,
            int perSourceMaxStartups,
            NetBlockSize perSourceNetBlockSize,
            PerSourcePenalties perSourcePenalties,
            int maxRekeys,
            long maxBuffer,
            long maxOutput,
            List<Path> hostKeys,
            List<Path> hostCertificates,
            List<SourceAddresses> proxyProtocolFrom) {
        public Ssh {
            hostKeys = List.copyOf(hostKeys);
            hostCertificates = List.copyOf(hostCertificates);
            proxyProtocolFrom = List.copyOf(proxyProtocolFrom);
        }

        static final Ssh DEFAULT = new Ssh(
                Duration.ofSeconds(30),
                10,
                Duration.ofSeconds(30),
                3,
                2000,
                1500,
                true,
                new MaxStartups(10, 30, 100),
                20,
                new NetBlockSize(32, 64),
                new PerSourcePenalties(
                        true,
                        Duration.ofSeconds(90),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(15),
                        65_536,
                        65_536,
                        PerSourcePenalties.Overflow.PERMISSIVE,
                        PerSourcePenalties.Overflow.PERMISSIVE,
                        Stream.of("127.0.0.1", "::1")
                                .flatMap(own -> SourceAddresses.parse(own).stream())
                                .toList()),
                20,
                256L << 20,
                64L << 20,
                List.of(),
                List.of(),
                List.of());
    }

    /**
     * What a session may do.
     *
     * @param shutdownGrace how long sessions may go on after the gateway was asked to stop
     * @param idleLimit silence after which a session is ended; zero: never
     * @param channelsPerConnection channels open at once over one connection
     * @param perIdentity sessions of one key at once
     * @param forwardsPerConnection forwarded connections open at once over one connection
     * @param forwardsPerIdentity those of one key
     * @param acceptEnv names a client may set in a program's environment, with {@code *} and {@code ?}
     * @param maxEnv variables accepted for one channel
     * @param permitKeyEnv names a key's line may set ({@code environment=}), with {@code *} and {@code ?}
     */
    public record Sessions(
            Duration shutdownGrace,
            Duration idleLimit,
            int channelsPerConnection,
            int perIdentity,
            int forwardsPerConnection,
            int forwardsPerIdentity,
            List<String> acceptEnv,
            int maxEnv,
            List<String> permitKeyEnv) {
        public Sessions {
            acceptEnv = List.copyOf(acceptEnv);
            permitKeyEnv = List.copyOf(permitKeyEnv);
        }
    }

    /**
     * What is said about a container; empty where nothing is.
     *
     * @param shell the argument vector of an interactive session's shell
     * @param envFile absolute path, inside the container, of a file of {@code KEY=VALUE} lines every session gets
     * @param users users a client may ask for with {@code +user} beyond those the keys' file names grant
     * @param record how sessions on a terminal are recorded
     */
    public record Container(
            Optional<List<String>> shell,
            Optional<String> envFile,
            Optional<List<String>> users,
            Optional<Recording> record) {
        public static final Container UNSAID =
                new Container(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        public Container {
            shell = shell.map(List::copyOf);
            users = users.map(List::copyOf);
        }
    }

    /**
     * The audit log.
     *
     * @param fileSize bytes after which a new file is begun
     * @param fileAge age after which a new file is begun
     * @param keep age after which a full file is removed; zero for never
     * @param quota bytes of all files together; the oldest full ones make room
     * @param minFree free bytes on the state folder's file system below which no session may begin
     */
    public record Audit(long fileSize, Duration fileAge, Duration keep, long quota, long minFree) {}

    /**
     * Recordings of sessions on a terminal.
     *
     * @param mode how they are recorded where nothing else is said
     * @param quota bytes of all recordings together; the oldest make room
     * @param keep age after which one is removed; zero for never
     */
    public record Recordings(Recording mode, long quota, Duration keep) {}

    /** What is logged, and how. */
    public record Log(Level level, Format format) {
        /** From little to much. */
        public enum Level {
            ERROR,
            WARN,
            INFO,
            DEBUG
        }

        /** How a record is written. */
        public enum Format {
            /** For people. */
            TEXT,
            /** One JSON object a line. */
            JSON
        }
    }

    /** What holds where nothing is configured, with paths relative to a folder. */
    public static Settings defaults(Path folder) {
        return new Settings(
                new ListenAddress("0.0.0.0", 2222),
                folder.resolve("keys"),
                new AccessLocation(folder.resolve("access.yaml"), false),
                folder.resolve("state"),
                new Engine("local", EngineAddress.DEFAULT, Optional.empty(), Optional.empty()),
                Ssh.DEFAULT,
                new Sessions(
                        Duration.ofSeconds(10),
                        Duration.ZERO,
                        32,
                        2000,
                        256,
                        1000,
                        List.of("LANG", "LC_*", "COLORTERM"),
                        64,
                        List.of("LANG", "LC_*", "TZ")),
                Map.of(),
                new Audit(64L << 20, Duration.ofDays(1), Duration.ofDays(365), 4L << 30, 16L << 20),
                new Recordings(Recording.OFF, 1L << 30, Duration.ofDays(90)),
                new Log(Log.Level.INFO, Log.Format.TEXT));
    }

    public Settings withListen(ListenAddress other) {
        return new Settings(other, keys, access, state, engine, ssh, sessions, containers, audit, recordings, log);
    }

    public Settings withKeys(Path other) {
        return new Settings(listen, other, access, state, engine, ssh, sessions, containers, audit, recordings, log);
    }

    /** The same with people and roles elsewhere, where they must be. */
    public Settings withAccess(Path other) {
        return new Settings(
                listen,
                keys,
                new AccessLocation(other, true),
                state,
                engine,
                ssh,
                sessions,
                containers,
                audit,
                recordings,
                log);
    }

    public Settings withState(Path other) {
        return new Settings(listen, keys, access, other, engine, ssh, sessions, containers, audit, recordings, log);
    }

    /** The same with the engine elsewhere; TLS stays only where the new address can carry it. */
    public Settings withEngine(EngineAddress other) {
        Optional<Tls> tls = switch (other) {
            case EngineAddress.Unix unix -> Optional.empty();
            case EngineAddress.Tcp tcp -> engine.tls();
        };
        return new Settings(
                listen,
                keys,
                access,
                state,
                new Engine(engine.name(), other, tls, engine.helperImage()),
                ssh,
                sessions,
                containers,
                audit,
                recordings,
                log);
    }

    /**
     * What is said about one container: every section whose pattern matches its name as the client wrote it contributes,
     * in the file's order; for each key the first that says it wins.
     */
    public Container container(Target.Container target) {
        return new Container(
                first(target, Container::shell),
                first(target, Container::envFile),
                first(target, Container::users),
                first(target, Container::record));
    }

    /** How a session on a terminal is recorded: as the person's roles say, or its container's section, or else as all are. */
    public Recording recording(Grant grant) {
        return grant.recording().orElseGet(() -> switch (grant.target()) {
            case Target.Container container -> container(container).record().orElse(recordings.mode());
            case Target.Console console -> recordings.mode();
        });
    }

    /**
     * The same where the container's own names are known, whatever it was called at login: the strictest that is said,
     * unless the person's roles say it.
     */
    public Recording recording(Grant grant, Set<String> names) {
        return grant.recording()
                .orElseGet(() -> names.stream()
                        .flatMap(name -> container(new Target.Container(name, Optional.empty())).record().stream())
                        .reduce(recording(grant), (one, other) -> one.compareTo(other) >= 0 ? one : other));
    }

    /** The users the configuration adds, for {@link io.hatchway.access.Policy}. */
    public List<RunAs> runAs() {
        return containers.entrySet().stream()
                .flatMap(entry ->
                        entry.getValue().users().stream().map(users -> new RunAs(entry.getKey(), Set.copyOf(users))))
                .toList();
    }

    private <T> Optional<T> first(Target.Container target, Function<Container, Optional<T>> key) {
        Target withoutUser = new Target.Container(target.name(), Optional.empty());
        return containers.entrySet().stream()
                .filter(entry -> entry.getKey().matches(withoutUser))
                .flatMap(entry -> key.apply(entry.getValue()).stream())
                .findFirst();
    }
}
