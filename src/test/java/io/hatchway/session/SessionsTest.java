package io.hatchway.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.Policy;
import io.hatchway.access.Restrictions;
import io.hatchway.access.SampleGrants;
import io.hatchway.container.Command;
import io.hatchway.container.Container;
import io.hatchway.container.ContainerEvent;
import io.hatchway.container.EngineException;
import io.hatchway.container.EngineException.Kind;
import io.hatchway.container.FakeContainers;
import io.hatchway.container.FakeProgram;
import io.hatchway.container.Launch;
import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions in containers, from a login to an exit code. */
@Timeout(20)
final class SessionsTest {
    @TempDir
    Path folder;

    private final FakeContainers containers = FakeContainers.with(FakeContainers.web());
    private final SampleSession client = new SampleSession();
    private ContainerSettings settings = new ContainerSettings(List.of(), Optional.empty());
    private Handler console = session -> new Exit.Status(42);
    private int most = 100;
    private Chronicle chronicle = Chronicle.NONE;
    private volatile Supplier<Policy> onWatch = () -> policy();
    private volatile Policy policy = SampleGrants.policy("web", Restrictions.NONE);
    private Optional<Sessions> sessions = Optional.empty();

    private Policy policy() {
        return policy;
    }

    private Sessions sessions(Duration idleLimit) throws IOException {
        Sessions made = new Sessions(
                containers,
                target -> settings,
                console,
                () -> Thread.currentThread().getName().equals("session-watch") ? onWatch.get() : policy,
                folder.resolve("sessions"),
                new Sessions.Bounds(idleLimit, most),
                chronicle);
        sessions = Optional.of(made);
        return made;
    }

    @AfterEach
    void stop() {
        sessions.ifPresent(Sessions::close);
    }

    private Exit serve() throws IOException {
        return sessions(Duration.ZERO).serve(client.make(), exit -> {});
    }

    private Launch launched() throws IOException {
        containers.programs.add(new FakeProgram().exits(0));
        assertThat(serve()).isEqualTo(new Exit.Status(0));
        return containers.launches.getFirst();
    }

    private static CompletableFuture<Exit> inBackground(Sessions sessions, Session session) {
        CompletableFuture<Exit> exit = new CompletableFuture<>();
        Thread.startVirtualThread(() -> exit.complete(sessions.serve(session, told -> {})));
        return exit;
    }

    @Test
    void aProgramsExitIsTheSessions() throws IOException {
        containers.programs.add(new FakeProgram().prints("hello").exits(9));
        assertThat(serve()).isEqualTo(new Exit.Status(9));
        assertThat(client.out()).isEqualTo("hello");
    }

    @Test
    void theConsoleServesItsOwn() throws IOException {
        client.login("admin");
        assertThat(serve()).isEqualTo(new Exit.Status(42));
    }

    @Test
    void aContainerThatIsNotThereIsRefused() throws IOException {
        client.login("db");
        assertThat(serve()).isEqualTo(Exit.REFUSED);
        assertThat(client.err())
                .isEqualTo(
                        "hatchway: There is no container 'db' on the engine 'local'. Ask its operator for the name.\n");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "PAUSED,     paused,       is paused",
        "RESTARTING, restarting,   is restarting",
        "STOPPED,    exited (137), is not running: exited (137)",
    })
    void aContainerThatCannotBeEnteredIsRefused(Container.State state, String text, String said) throws IOException {
        containers.byName.put("web", FakeContainers.container("web", state, text, Map.of()));
        assertThat(serve()).isEqualTo(Exit.REFUSED);
        assertThat(client.err()).contains("The container web " + said).contains("Log in again");
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"AWAY,255", "REFUSED,255", "STATE,254", "NOT_FOUND,127", "REQUEST,126"})
    void whatAnEngineSaysHasAnExitCode(Kind kind, int code) throws IOException {
        containers.onStart = () -> {
            throw new EngineException(kind, "It could not.");
        };
        assertThat(serve()).isEqualTo(new Exit.Status(code));
        assertThat(client.err()).isEqualTo("hatchway: It could not.\n");
    }

    @Test
    void aFaultOfOurOwnNamesTheSessionForTheLog() throws IOException {
        containers.onFind = () -> {
            throw new IllegalStateException("a bug");
        };
        Session session = client.make();
        assertThat(sessions(Duration.ZERO).serve(session, exit -> {})).isEqualTo(Exit.FAULT);
        assertThat(client.err())
                .isEqualTo("hatchway: The gateway failed; its log says why, under session " + session.id() + ".\n");
    }

    @Test
    void aStartThatFailedByAFaultIsKeptForTheSweep() throws IOException {
        containers.onStart = () -> {
            throw new IllegalStateException("a bug");
        };
        serve();
        assertThat(new Journal(folder.resolve("sessions")).entries()).hasSize(1);
    }

    @Test
    void aStartThatWasRefusedLeavesNothingToSweep() throws IOException {
        containers.onStart = () -> {
            throw new EngineException(Kind.REQUEST, "No.");
        };
        serve();
        assertThat(new Journal(folder.resolve("sessions")).entries()).isEmpty();
    }

    @Test
    void aStartThatNobodyAnsweredIsKeptForTheSweep() throws IOException {
        containers.onStart = () -> {
            throw new EngineException(Kind.AWAY, "Away.");
        };
        serve();
        assertThat(new Journal(folder.resolve("sessions")).entries()).hasSize(1);
    }

    @Test
    void aSessionThatRunsIsCounted() throws Exception {
        Sessions all = sessions(Duration.ZERO);
        CompletableFuture<Exit> exit = inBackground(all, client.make());
        FakeProgram program = containers.started.take();
        assertThat(all.count()).isOne();
        program.exits(0);
        exit.get(5, TimeUnit.SECONDS);
        Eventually.holds(() -> all.count() == 0);
    }

    @Test
    void anIdleSessionIsEndedAndToldSo() throws Exception {
        CompletableFuture<Exit> exit = inBackground(sessions(Duration.ofMillis(100)), client.make());
        assertThat(exit.get(5, TimeUnit.SECONDS)).isInstanceOf(Exit.Signal.class);
        assertThat(client.err()).contains("idle for too long");
    }

    @Test
    void aSessionWhoseKeyIsRevokedIsEnded() throws Exception {
        CompletableFuture<Exit> exit = inBackground(sessions(Duration.ZERO), client.make());
        FakeProgram program = containers.started.take();
        policy = Policy.EMPTY;
        assertThat(exit.get(5, TimeUnit.SECONDS)).isInstanceOf(Exit.Signal.class);
        assertThat(program.ended.getCount()).isZero();
    }

    private static Restrictions forcing(String command) {
        return SampleGrants.restrictions(Optional.of(command), Map.of(), true);
    }

    @Test
    void aShellWhoseLineGetsACommandIsEnded() throws Exception {
        client.shell(Optional.empty());
        CompletableFuture<Exit> exit = inBackground(sessions(Duration.ZERO), client.make());
        FakeProgram program = containers.started.take();
        policy = SampleGrants.policy("web", forcing("backup"));
        assertThat(exit.get(5, TimeUnit.SECONDS)).isInstanceOf(Exit.Signal.class);
        assertThat(client.err()).contains("or not for what it does here");
        assertThat(program.ended.getCount()).isZero();
    }

    @Test
    void aConsoleWhoseLineGetsACommandIsEnded() throws Exception {
        console = session -> {
            new CountDownLatch(1).await();
            return new Exit.Status(0);
        };
        policy = SampleGrants.policy("admin", Restrictions.NONE);
        client.login("admin").shell(Optional.empty());
        Sessions all = sessions(Duration.ZERO);
        CompletableFuture<Exit> exit = inBackground(all, client.make());
        Eventually.holds(() -> !all.begun().isEmpty());
        policy = SampleGrants.policy("admin", forcing("ps"));
        assertThat(exit.get(5, TimeUnit.SECONDS)).isInstanceOf(Exit.Signal.class);
    }

    @Test
    void aLineThatGetsACommandBeforeTheContainerIsEnteredStartsNothingElse() throws IOException {
        client.shell(Optional.empty());
        policy = SampleGrants.policy("web", forcing("backup"));
        assertThat(serve()).isEqualTo(Exit.REFUSED);
        assertThat(client.err()).contains("has changed: it runs one command");
        assertThat(containers.launches).isEmpty();
    }

    @Test
    void aShutdownLetsSessionsFinishWithinTheGrace() throws Exception {
        Sessions all = sessions(Duration.ZERO);
        CompletableFuture<Exit> exit = inBackground(all, client.make());
        FakeProgram program = containers.started.take();
        Thread.startVirtualThread(() -> program.exits(4));
        all.shutdown(Duration.ofSeconds(10));
        assertThat(exit.get(5, TimeUnit.SECONDS)).isEqualTo(new Exit.Status(4));
    }

    @Test
    void aShutdownEndsWhatIsLeftAfterTheGrace() throws Exception {
        Sessions all = sessions(Duration.ZERO);
        CompletableFuture<Exit> exit = inBackground(all, client.make());
        FakeProgram program = containers.started.take();
        all.shutdown(Duration.ZERO);
        assertThat(exit.get(5, TimeUnit.SECONDS)).isInstanceOf(Exit.Signal.class);
        assertThat(program.ended.getCount()).isZero();
    }

    @Test
    void afterAShutdownNothingBegins() throws Exception {
        Sessions all = sessions(Duration.ZERO);
        all.shutdown(Duration.ZERO);
        assertThat(all.serve(client.make(), exit -> {})).isInstanceOf(Exit.Signal.class);
        assertThat(containers.launches).isEmpty();
    }

    @Test
    void aCommandIsHandedOverAsALine() throws IOException {
        client.exec("echo 'a b'");
        assertThat(launched().command()).isEqualTo(new Command.Line("echo 'a b'"));
    }

    @Test
    void aShellIsTheOneTheSettingsChoose() throws IOException {
        settings = new ContainerSettings(List.of("zsh"), Optional.empty());
        client.shell(Optional.empty());
        assertThat(launched().command()).isEqualTo(new Command.Shell(List.of("zsh")));
    }

    @Test
    void aForcedCommandRunsWhateverIsAskedFor() throws IOException {
        client.grant(SampleGrants.grant("web", SampleGrants.restrictions(Optional.of("backup"), Map.of(), true)))
                .exec("rm -r /");
        Launch launch = launched();
        assertThat(launch.command()).isEqualTo(new Command.Line("backup"));
        assertThat(launch.environment()).containsEntry("SSH_ORIGINAL_COMMAND", "rm -r /");
    }

    @Test
    void aForcedCommandInPlaceOfAShellHasNoOriginal() throws IOException {
        client.grant(SampleGrants.grant("web", SampleGrants.restrictions(Optional.of("backup"), Map.of(), true)))
                .shell(Optional.empty());
        assertThat(launched().environment()).doesNotContainKey("SSH_ORIGINAL_COMMAND");
    }

    @Test
    void withoutAForcedCommandThereIsNoOriginal() throws IOException {
        assertThat(launched().environment()).doesNotContainKey("SSH_ORIGINAL_COMMAND");
    }

    @Test
    void aTerminalIsTheOneTheClientAskedFor() throws IOException {
        Pty pty = new Pty("xterm", new Size(100, 30));
        client.shell(Optional.of(pty));
        assertThat(launched().pty()).contains(pty);
    }

    @Test
    void theUserIsTheOneInTheLogin() throws IOException {
        policy = SampleGrants.policy("web+app", Restrictions.NONE);
        client.login("web+app");
        assertThat(launched().user()).contains("app");
    }

    @Test
    void theTagIsTheSessionsId() throws IOException {
        containers.programs.add(new FakeProgram().exits(0));
        Session session = client.make();
        sessions(Duration.ZERO).serve(session, exit -> {});
        assertThat(containers.launches.getFirst().tag()).isEqualTo(session.id());
    }

    @Test
    void aProgramLearnsWhereItsClientIs() throws IOException {
        assertThat(launched().environment())
                .containsEntry("SSH_CLIENT", "127.0.0.1 50000 2222")
                .containsEntry("SSH_CONNECTION", "127.0.0.1 50000 127.0.0.1 2222");
    }

    @Test
    void theEnvFileIsUnderneathWhatTheClientSends() throws IOException {
        settings = new ContainerSettings(List.of(), Optional.of("/env"));
        containers.files.put("/env", "LANG=C\nA=file\n".getBytes(UTF_8));
        client.environment(Map.of("LANG", "de_DE.UTF-8"));
        assertThat(launched().environment())
                .containsEntry("LANG", "de_DE.UTF-8")
                .containsEntry("A", "file");
    }

    @Test
    void aKeySetsWhatTheConfigurationPermitsAndNothingElse() throws IOException {
        settings = new ContainerSettings(List.of(), Optional.empty(), List.of("LC_*", "PERSON"));
        Restrictions line = SampleGrants.restrictions(
                Optional.empty(),
                Map.of("LC_ALL", "C", "PERSON", "alice", "LD_PRELOAD", "/x.so", "PERSONS", "2"),
                true);
        policy = SampleGrants.policy("web", line);
        client.grant(SampleGrants.grant("web", line));
        assertThat(launched().environment())
                .containsEntry("LC_ALL", "C")
                .containsEntry("PERSON", "alice")
                .doesNotContainKeys("LD_PRELOAD", "PERSONS");
    }

    @Test
    void theKeysEnvironmentIsAboveWhatTheClientSends() throws IOException {
        settings = new ContainerSettings(List.of(), Optional.empty(), List.of("LANG"));
        Restrictions line = SampleGrants.restrictions(Optional.empty(), Map.of("LANG", "C.UTF-8"), true);
        policy = SampleGrants.policy("web", line);
        client.grant(SampleGrants.grant("web", line)).environment(Map.of("LANG", "de_DE.UTF-8"));
        assertThat(launched().environment()).containsEntry("LANG", "C.UTF-8");
    }

    @Test
    void nobodyButTheGatewaySaysWhereTheClientIs() throws IOException {
        settings = new ContainerSettings(List.of(), Optional.of("/env"));
        containers.files.put("/env", "SSH_CLIENT=elsewhere\n".getBytes(UTF_8));
        assertThat(launched().environment()).containsEntry("SSH_CLIENT", "127.0.0.1 50000 2222");
    }

    @Test
    void theContainersLabelNamesItsEnvFile() throws IOException {
        containers.byName.put(
                "web",
                FakeContainers.container(
                        "web", Container.State.RUNNING, "running", Map.of("hatchway.env-file", "/env")));
        containers.files.put("/env", "A=file\n".getBytes(UTF_8));
        assertThat(launched().environment()).containsEntry("A", "file");
    }

    @Test
    void aSessionBeyondWhatAKeyMayHaveIsRefused() throws Exception {
        most = 1;
        Sessions all = sessions(Duration.ZERO);
        CompletableFuture<Exit> first = inBackground(all, client.make());
        FakeProgram program = containers.started.take();
        SampleSession second = new SampleSession();
        assertThat(all.serve(second.make(), exit -> {})).isEqualTo(Exit.REFUSED);
        assertThat(second.err()).contains("This key has 1 session open");
        program.exits(0);
        first.get(5, TimeUnit.SECONDS);
        containers.programs.add(new FakeProgram().exits(0));
        assertThat(all.serve(new SampleSession().make(), exit -> {})).isEqualTo(new Exit.Status(0));
    }

    private Chronicle full() {
        return new Chronicle() {
            @Override
            public Entry begin(Session session) throws UnrecordedException {
                throw new UnrecordedException("It cannot be recorded.", new IOException("full"));
            }

            @Override
            public Entry beginUnrecorded(Session session) {
                return new Entry() {};
            }

            @Override
            public void refused(Session session, String reason, Exit exit) {
                // what is refused is seen by the client
            }
        };
    }

    @Test
    void aSessionThatCannotBeRecordedStartsNothing() throws Exception {
        chronicle = full();
        assertThat(serve()).isEqualTo(Exit.REFUSED);
        assertThat(client.err()).isEqualTo("hatchway: It cannot be recorded.\n");
        assertThat(containers.launches).isEmpty();
        assertThat(new Journal(folder.resolve("sessions")).entries()).isEmpty();
    }

    @Test
    void aConsoleThatCannotBeRecordedIsReadOnly() throws Exception {
        chronicle = full();
        client.login("admin");
        Session session = client.make();
        assertThat(sessions(Duration.ZERO).serve(session, exit -> {})).isEqualTo(new Exit.Status(42));
        assertThat(session.isReadOnly()).isTrue();
        assertThat(client.err()).contains("read-only");
    }

    @Test
    void newsOfAContainerWaitsForTheRecord() throws Exception {
        chronicle = new Chronicle() {
            @Override
            public Entry begin(Session session) throws InterruptedException {
                containers.listeners.forEach(
                        listener -> listener.accept(new ContainerEvent.Paused(session.containerId())));
                Thread.sleep(200);
                return new Entry() {};
            }

            @Override
            public Entry beginUnrecorded(Session session) {
                throw new AssertionError("it can be recorded");
            }

            @Override
            public void refused(Session session, String reason, Exit exit) {
                throw new AssertionError(reason);
            }
        };
        launched();
        assertThat(client.err()).isEmpty();
    }

    @Test
    void aFaultOverOneSessionDoesNotKeepTheWatchFromTheOthers() throws Exception {
        Sessions all = sessions(Duration.ZERO);
        List<CompletableFuture<Exit>> exits =
                List.of(inBackground(all, client.make()), inBackground(all, new SampleSession().make()));
        containers.started.take();
        containers.started.take();
        AtomicLong asked = new AtomicLong();
        onWatch = () -> {
            // The first question of each round fails.
            long before = asked.getAndSet(System.nanoTime());
            if (before == 0
                    || System.nanoTime() - before > Duration.ofMillis(500).toNanos()) {
                throw new IllegalStateException("a bug");
            }
            return Policy.EMPTY;
        };
        assertThat(CompletableFuture.anyOf(exits.get(0), exits.get(1)).get(8, TimeUnit.SECONDS))
                .isInstanceOf(Exit.Signal.class);
    }

    @Test
    void anErrorOverASessionDoesNotEndTheWatch() throws Exception {
        Sessions all = sessions(Duration.ZERO);
        CompletableFuture<Exit> exit = inBackground(all, client.make());
        containers.started.take();
        AtomicLong asked = new AtomicLong();
        onWatch = () -> {
            if (asked.getAndIncrement() == 0) {
                throw new StackOverflowError("a bug");
            }
            return Policy.EMPTY;
        };
        assertThat(exit.get(8, TimeUnit.SECONDS)).isInstanceOf(Exit.Signal.class);
    }
}
