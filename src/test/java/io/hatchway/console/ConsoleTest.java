package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import io.hatchway.session.Exit;
import io.hatchway.session.SampleSession;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class ConsoleTest {
    private final SampleSession client = new SampleSession().login("admin");

    private Exit run() throws Exception {
        return new Console("1.2.3").handle(client.make());
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
        assertThat(client.err()).isEqualTo("hatchway: there is no command 'frob'; try 'help'.\n");
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
    void anArgumentNamesNoFileOfTheGateways() throws Exception {
        run("version @/etc/passwd");
        assertThat(client.err() + client.out()).doesNotContain("root:");
    }

    @Test
    void aScriptThatNeverEndsIsRefused() throws Exception {
        client.shell(Optional.empty()).sends("help\n".repeat(100_000));
        assertThat(run()).isEqualTo(new Exit.Status(2));
    }

    @Test
    void anOpenQuoteIs2() throws Exception {
        assertThat(run("help 'me")).isEqualTo(new Exit.Status(2));
        assertThat(client.err()).isEqualTo("hatchway: a quote is left open.\n");
    }

    @Test
    void aQuotedCommandIsTheCommand() throws Exception {
        assertThat(run("'version'")).isEqualTo(new Exit.Status(0));
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
    void aTerminalGetsAPromptAndLeavesWithExit() throws Exception {
        client.shell(Optional.of(new Pty("xterm-256color", new Size(80, 24)))).sends("version\rexit\r");
        assertThat(run()).isEqualTo(new Exit.Status(0));
        assertThat(client.out()).contains("hatchway> ").contains("hatchway 1.2.3\r\n");
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
}
