package io.hatchway.console;

import io.hatchway.access.Restrictions;
import io.hatchway.access.SampleCommands;
import io.hatchway.access.SampleGrants;
import io.hatchway.access.SampleKeys;
import io.hatchway.audit.AuditEvent;
import io.hatchway.config.AccessLocation;
import io.hatchway.config.InvalidConfigurationException;
import io.hatchway.container.Change;
import io.hatchway.container.Container;
import io.hatchway.container.EngineException;
import io.hatchway.container.Events;
import io.hatchway.container.FakeContainers;
import io.hatchway.container.FakeImages;
import io.hatchway.container.FakeInventory;
import io.hatchway.container.FakeProgram;
import io.hatchway.container.Kind;
import io.hatchway.container.Lifecycle;
import io.hatchway.container.LogLine;
import io.hatchway.container.Logs;
import io.hatchway.container.OneOff;
import io.hatchway.container.OneOffs;
import io.hatchway.container.Processes;
import io.hatchway.container.Program;
import io.hatchway.container.Size;
import io.hatchway.container.Stats;
import io.hatchway.container.Usage;
import io.hatchway.keys.AccessWatch;
import io.hatchway.keys.KeyEditor;
import io.hatchway.keys.Sources;
import io.hatchway.keys.TeamEditor;
import io.hatchway.registry.RegistryLogins;
import io.hatchway.session.Exit;
import io.hatchway.session.Foreground;
import io.hatchway.session.SampleSession;
import io.hatchway.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A console whose engine is the test's. */
final class SampleConsole {
    final FakeInventory inventory = new FakeInventory();
    /** What each container wrote, by id. */
    final Map<String, List<LogLine>> written = new TreeMap<>();
    /** What the engine says when something is to be done to a container. */
    Optional<EngineException> refusal = Optional.empty();

    /** Of which container alone; empty: of any. */
    String refused = "";

    /** What puts on disk what has to be there before it is done. */
    Watchroom.Ledger ledger = this::commit;

    private final AtomicInteger samples = new AtomicInteger();
    /** How many containers were measured at the same time. */
    final AtomicInteger mostSamples = new AtomicInteger();
    /** What was done to containers, in order. */
    final List<String> changes = new ArrayList<>();

    Lifecycle.Health health = Lifecycle.Health.HEALTHY;

    final SampleSession client = new SampleSession().login("admin");
    /** What the audit log was told. */
    final List<AuditEvent> audited = new ArrayList<>();

    /** The gateway's sessions. */
    final List<Session> running = new ArrayList<>();
    /** What was done with images, and who was shown to registries. */
    final FakeImages images = new FakeImages();
    /** The containers made for a program, as they were wished. */
    final List<OneOff> made = new ArrayList<>();

    private final OneOffs oneOffs = new OneOffs() {
        @Override
        public Container make(OneOff wish) {
            made.add(wish);
            return FakeContainers.web();
        }

        @Override
        public Program start(Container container, OneOff wish) {
            return new FakeProgram().exits(0);
        }

        @Override
        public void detach(Container container) {
            changes.add("start " + container.name());
        }
    };

    private void commit(AuditEvent event) {
        audited.add(event);
    }

    private final Path state;
    private @Nullable AccessWatch access;

    private static final Foreground NOBODY = new Foreground() {
        @Override
        public void resize(Size size) {}

        @Override
        public void signal(String name) {}

        @Override
        public void readerGone() {}
    };

    SampleConsole(Path state) {
        this.state = state;
    }

    Engine engine(Logs logs, Events events) {
        return new Engine(new FakeContainers(), inventory, new Recorder(), logs, new Still(), events, images, oneOffs);
    }

    Console make() {
        return new Console(wiring());
    }

    /** What a command is given, for one that is only asked what it is. */
    Context context() {
        Session session = client.make();
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return new Context(
                wiring(), session, Screen.plain(nowhere, nowhere), InputStream::nullInputStream, new Relay(NOBODY));
    }

    private Wiring wiring() {
        Logs logs = (id, query, sink) -> {
            for (LogLine line : written.getOrDefault(id, List.of())) {
                sink.line(line);
            }
        };
        Events none = (since, until, sink) -> {};
        Engine engine = engine(logs, none);
        return new Wiring(
                "1.2.3",
                engine,
                () -> SampleGrants.policy("admin", Restrictions.NONE),
                rights(),
                session -> new Exit.Status(0),
                this::join,
                RegistryLogins.in(state),
                audited::add,
                state.resolve("history"),
                new Watchroom(
                        () -> List.copyOf(running),
                        event -> ledger.commit(event),
                        state,
                        () -> List.of(Finding.well("disk", "enough"), Finding.off("host keys", "open", "Close it."))));
    }

    /** What is written in the folders {@code keys} and beside it; one key is an administrator's. */
    private Rights rights() {
        if (access == null) {
            try {
                Path keys = Files.createDirectories(state.resolve("keys"));
                Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwx------"));
                if (Files.notExists(keys.resolve("admin"))) {
                    Files.writeString(keys.resolve("admin"), SampleKeys.line("rsa2048") + "\n");
                }
                access = AccessWatch.open(new Sources(
                        keys,
                        List.of(),
                        new AccessLocation(state.resolve("access.yaml"), false),
                        SampleCommands.NAMES));
            } catch (IOException | InvalidConfigurationException unusable) {
                throw new IllegalStateException(unusable);
            }
        }
        return new Rights(access::register, new KeyEditor(access), new TeamEditor(access));
    }

    Exit run(String line) throws Exception {
        client.exec(line);
        return make().handle(client.make());
    }

    private Exit join(Session session, OneOffs of, Function<String, OneOff> wish) {
        try {
            of.make(wish.apply(session.id()));
            return new Exit.Status(7);
        } catch (EngineException refused) {
            throw new IllegalStateException(refused);
        }
    }

    /** The same where the session cannot be recorded. */
    Exit runReadOnly(String line) throws Exception {
        client.exec(line);
        return make().handle(client.makeReadOnly());
    }

    private final class Recorder implements Lifecycle {
        private void answer() throws EngineException {
            if (refusal.isPresent()) {
                throw refusal.get();
            }
        }

        @Override
        public void apply(String containerId, Change change) throws EngineException {
            if (containerId.endsWith(refused)) {
                answer();
            }
            changes.add(containerId + " " + change);
        }

        @Override
        public Health health(String containerId) {
            return health;
        }

        @Override
        public void remove(Kind kind, String id) throws EngineException {
            answer();
            changes.add("remove " + kind.word() + " " + id);
        }
    }

    private final class Still implements Stats {
        private static final Usage USAGE = new Usage(Instant.EPOCH, 12.5, 1024, 2048, 1, 2, 3, 4, 5);

        @Override
        public Usage sample(String containerId) throws InterruptedException {
            mostSamples.accumulateAndGet(samples.incrementAndGet(), Math::max);
            Thread.sleep(5);
            samples.decrementAndGet();
            return USAGE;
        }

        @Override
        public void follow(String containerId, Consumer<Usage> listener) throws EngineException {
            listener.accept(USAGE);
        }

        @Override
        public Processes processes(String containerId) {
            return new Processes(List.of("PID", "CMD"), List.of(List.of("1", "sleep \u001b[2J")));
        }
    }
}
