package io.hatchway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.Container;
import io.hatchway.container.EngineException;
import io.hatchway.container.EngineException.Kind;
import io.hatchway.container.FakeContainers;
import io.hatchway.container.FakeProgram;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom sessions serve, and what becomes of what cannot be started. */
@Timeout(20)
final class SessionsTest extends SessionsScene {
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
    @CsvSource({"AWAY,255", "REFUSED,255", "FAILED,255", "STATE,254", "NOT_FOUND,127", "REQUEST,126"})
    void whatAnEngineSaysHasAnExitCode(Kind kind, int code) throws IOException {
        containers.onStart = () -> {
            throw new EngineException(kind, "It could not.");
        };
        assertThat(serve()).isEqualTo(new Exit.Status(code, code < 254));
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
        serveUnswept();
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
        serveUnswept();
        assertThat(new Journal(folder.resolve("sessions")).entries()).hasSize(1);
    }

    /** Nothing is swept yet: the first sweep begins when it is scheduled. */
    private void serveUnswept() throws IOException {
        Session session = client.make();
        containers.onSweep.put(session.id(), () -> {
            throw new EngineException(Kind.AWAY, "Away.");
        });
        sessions(Duration.ZERO).serve(session, exit -> {});
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
}
