package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.hatchway.access.SampleGrants;
import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import io.hatchway.session.Ending;
import io.hatchway.session.Exit;
import io.hatchway.session.Request;
import io.hatchway.session.SampleSession;
import io.hatchway.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
final class ConsoleTest {
    @TempDir
    private Path state;

    private final SampleSession client = new SampleSession().login("admin");

    private Console console() {
        return new SampleConsole(state).make();
    }

    private Exit run() throws Exception {
        return console().handle(client.make());
    }

    private Exit run(String line) throws Exception {
        client.exec(line);
        return run();
    }

    @Test
    void helpListsTheCommands() throws Exception {
        assertThat(run("help")).isEqualTo(new Exit.Status(0));
        assertThat(client.out()).contains("help ").contains("version ");
    }

    @Test
    void versionSaysWhatRuns() throws Exception {
        run("version");
        assertThat(client.out()).isEqualTo("hatchway 1.2.3\n");
    }

    @Test
    void noCommandAtAllIsAQuestionForHelp() throws Exception {
        assertThat(run("")).isEqualTo(new Exit.Status(0));
        assertThat(client.out()).contains("version ");
    }

    @Test
    void anUnknownCommandIs127AndSaysWhatToDo() throws Exception {
        assertThat(run("frob now")).isEqualTo(new Exit.Status(127));
        assertThat(client.err()).isEqualTo("hatchway: There is no command 'frob'; try 'help'.\n");
    }

    @Test
    void anErrorLeavesStdoutEmpty() throws Exception {
        run("frob");
        assertThat(client.out()).isEmpty();
    }

    @Test
    void anArgumentTooManyIsWrongUsage() throws Exception {
        assertThat(run("version now")).isEqualTo(new Exit.Status(2));
    }

    @Test
    void anOpenQuoteIs2() throws Exception {
        assertThat(run("help 'me")).isEqualTo(new Exit.Status(2));
        assertThat(client.err()).isEqualTo("hatchway: A quote is left open.\n");
    }

    @Test
    void aQuotedCommandIsTheCommand() throws Exception {
        assertThat(run("'version'")).isEqualTo(new Exit.Status(0));
    }

    @Test
    void whatIsNotPermittedIsNeitherInTheHelpNorRun() throws Exception {
        client.grant(SampleGrants.console("operator", List.of("ps")));
        assertThat(run("help")).isEqualTo(new Exit.Status(0));
        assertThat(client.out()).contains("help ").doesNotContain("version");
        assertThat(run("version")).isEqualTo(new Exit.Status(Codes.DENIED));
        assertThat(client.err()).isEqualTo("hatchway: You may not run 'version' here; 'help' lists what you may.\n");
    }

    @Test
    void whatIsPermittedIsInTheHelpAndRuns() throws Exception {
        client.grant(SampleGrants.console("operator", List.of("vers*")));
        run("help");
        assertThat(run("version")).isEqualTo(new Exit.Status(0));
        assertThat(client.out()).contains("version ").endsWith("hatchway 1.2.3\n");
    }

    @Test
    void withoutATerminalThereIsNoCarriageReturn() throws Exception {
        run("help");
        run("frob");
        assertThat(client.out() + client.err()).doesNotContain("\r");
    }

    @Test
    void aScriptOnStdinRunsLineByLineWithoutAPrompt() throws Exception {
        client.shell(Optional.empty()).sends("version\n\nversion\n");
        assertThat(run()).isEqualTo(new Exit.Status(0));
        assertThat(client.out()).isEqualTo("hatchway 1.2.3\nhatchway 1.2.3\n");
    }

    @Test
    void aScriptsCodeIsItsLastLines() throws Exception {
        client.shell(Optional.empty()).sends("version\nfrob\n");
        assertThat(run()).isEqualTo(new Exit.Status(127));
    }

    @Test
    void exitEndsAScriptWithTheLastCodeAndCommentsAreNoCommands() throws Exception {
        client.shell(Optional.empty()).sends("# what runs\nversion\nfrob\n  # done\n exit \nversion\n");
        assertThat(run()).isEqualTo(new Exit.Status(127));
        assertThat(client.out()).isEqualTo("hatchway 1.2.3\n");
        assertThat(client.err()).isEqualTo("hatchway: There is no command 'frob'; try 'help'.\n");
    }

    @Test
    void aCommentAtThePromptIsNoCommand() throws Exception {
        client.shell(Optional.of(new Pty("dumb", new Size(80, 24)))).sends("# frob\rexit\r");
        assertThat(run()).isEqualTo(new Exit.Status(0));
        assertThat(client.out()).doesNotContain("There is no command");
    }

    @Test
    void aScriptsCommandDoesNotReadTheScript() throws Exception {
        // Longer than what is read ahead, so that there is something left to take.
        client.shell(Optional.empty())
                .sends("login registry.example --username me\n" + ("version" + " ".repeat(20_000) + "\n").repeat(3));
        assertThat(run()).isEqualTo(new Exit.Status(0));
        assertThat(client.err()).contains("No password came on stdin.");
        assertThat(client.out().lines()).hasSize(3).containsOnly("hatchway 1.2.3");
    }

    @Test
    void aTerminalGetsAPromptAndLeavesWithExit() throws Exception {
        client.shell(Optional.of(new Pty("xterm-256color", new Size(80, 24)))).sends("version\rexit\r");
        assertThat(run()).isEqualTo(new Exit.Status(0));
        assertThat(client.out()).contains("local alice> ").contains("hatchway 1.2.3\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40})
    void onANarrowTerminalThePromptIsTypedAtAndCommandsRun(int columns) throws Exception {
        Optional<Pty> narrow = Optional.of(new Pty("xterm-256color", new Size(columns, 24)));
        client.shell(narrow).sends("versi\t\rexit\r");
        assertThat(run()).isEqualTo(new Exit.Status(0));
        assertThat(client.out()).contains("hatchway 1.2.3\r\n");
        for (String line : List.of("version", "help", "version --help", "help version")) {
            client.request(new Request.Exec(line, narrow));
            assertThat(run()).as(line).isEqualTo(new Exit.Status(0));
        }
        assertThat(client.out()).contains("Usage: version");
    }

    @Test
    void theEndOfATerminalsInputLeavesToo() throws Exception {
        client.shell(Optional.of(new Pty("vt100", new Size(80, 24)))).sends("frob\r\u0004");
        assertThat(run()).isEqualTo(new Exit.Status(127));
    }

    @Test
    void aTerminalNobodyKnowsIsADumbOne() throws Exception {
        client.shell(Optional.of(new Pty("../../etc/passwd", new Size(80, 24)))).sends("exit\r");
        assertThat(run()).isEqualTo(new Exit.Status(0));
    }

    @Test
    void aWordThatBeginsWithAnAtSignIsNoFileOfTheGateways(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "swordfish");
        run("version @" + file);
        run("@" + file);
        assertThat(client.out() + client.err()).doesNotContain("swordfish");
    }

    @Test
    void aScriptsLineOfAnyLengthIsNotKept() throws Exception {
        client.shell(Optional.empty()).sends(endless());
        assertThat(run()).isEqualTo(new Exit.Status(2));
        assertThat(client.err()).contains("This line is longer than 65536 bytes");
    }

    @Test
    void aTerminalsLineOfAnyLengthIsNotKept() throws Exception {
        client.shell(Optional.of(new Pty("dumb", new Size(80, 24)))).sends(endless());
        assertThat(run()).isEqualTo(new Exit.Status(2));
        assertThat(client.err()).contains("This line is longer than 65536 bytes");
    }

    private static String endless() {
        return "x".repeat(1_000_000);
    }

    @Test
    void aTerminalThatIsToldToEndPromptsNoMore() throws Exception {
        client.shell(Optional.of(new Pty("xterm", new Size(80, 24)))).sends(silent());
        Session session = client.make();
        FutureTask<Exit> served = new FutureTask<>(() -> console().handle(session));
        Thread server = Thread.ofVirtual().start(served);
        while (!client.out().contains("local alice> ")) {
            Thread.sleep(10);
        }
        session.end(Ending.REVOKED);
        server.interrupt();
        assertThatThrownBy(served::get).hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void aClientThatDoesNotReadHoldsNobodyUpWithItsWindow() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch reads = new CountDownLatch(1);
        client.shell(Optional.of(new Pty("xterm", new Size(80, 24))))
                .sends(silent())
                .hearsOn(new OutputStream() {
                    @Override
                    public void write(int one) throws IOException {
                        stuck.countDown();
                        try {
                            reads.await();
                        } catch (InterruptedException ended) {
                            throw new InterruptedIOException();
                        }
                    }
                });
        Session session = client.make();
        FutureTask<Exit> served = new FutureTask<>(() -> console().handle(session));
        Thread server = Thread.ofVirtual().start(served);
        stuck.await();
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            for (int columns = 1; columns < 100; columns++) {
                session.resize(new Size(columns, 24));
                session.signal("INT");
            }
        });
        session.end(Ending.CLIENT_GONE);
        server.interrupt();
        reads.countDown();
        assertThatThrownBy(served::get).hasCauseInstanceOf(InterruptedException.class);
    }

    private static InputStream silent() throws IOException {
        return new PipedInputStream(new PipedOutputStream());
    }

    @Test
    void onATerminalErrorsAreOnTheStreamThatIsRecorded() throws Exception {
        client.request(new Request.Exec("frob", Optional.of(new Pty("xterm", new Size(80, 24)))));
        run();
        assertThat(client.out()).contains("There is no command 'frob'; try 'help'.");
        assertThat(client.err()).isEmpty();
    }
}
