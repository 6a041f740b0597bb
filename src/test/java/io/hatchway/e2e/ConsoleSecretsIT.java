package io.hatchway.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Passwords that are typed within the console: nothing that the gateway keeps has them. */
@RealEngine
final class ConsoleSecretsIT {
    private static final String PROMPT = Terminal.PROMPT;

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Site site;
    private static Box web;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        web = STAGE.add(Box.busybox("--network=none"));
        site = STAGE.add(Site.create()).open(web).open("admin").configure("recordings: {mode: strict}\n");
        gateway = STAGE.add(site.start());
    }

    private static Terminal console() {
        return Terminal.console(gateway, 120);
    }

    /** Everything in the gateway's state: the audit log, the recordings, the histories. */
    private static String kept() {
        try (Stream<Path> all = Files.walk(site.state())) {
            StringBuilder kept = new StringBuilder(gateway.log());
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                kept.append(new String(Files.readAllBytes(file), ISO_8859_1));
            }
            return kept.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsTypedUnseenInAShellInsideIsKeptNowhere() {
        try (Terminal terminal = console()) {
            terminal.enter("shell " + web.name());
            terminal.awaitScreen("#");
            terminal.enter("stty -echo; echo rea''dy; read -r secret; stty echo; echo \"has ${#secret}\"");
            terminal.awaitLine("ready");
            terminal.enter("hunter2-shell");
            terminal.awaitLine("has 13");
            terminal.enter("exit");
            terminal.awaitLine(PROMPT);
            terminal.enter("exec " + web.name()
                    + " sh -c 'stty -echo; echo rea\"\"dy; read -r secret; stty echo; echo \"took ${#secret}\"'");
            Eventually.holds(
                    () -> terminal.screen().lines().filter("ready"::equals).count() == 2, terminal::screen);
            terminal.enter("hunter2-exec");
            terminal.awaitLine("took 12");
            terminal.awaitLine(PROMPT);
            terminal.press("Up");
            terminal.awaitScreen(PROMPT + " exec " + web.name());
            terminal.press("C-c");
            terminal.press("C-d");
            terminal.awaitEnd();
        }
        Eventually.holds(() -> kept().contains("has 13") && kept().contains("took 12"), () -> "nothing is recorded");
        assertThat(kept()).contains("shell " + web.name()).doesNotContain("hunter2");
    }

    @Test
    void aPasswordAmongTheWordsOfAProgramIsInNeitherLogNorHistory() {
        try (Terminal terminal = console()) {
            terminal.enter("exec " + web.name() + " echo --password swordfish");
            terminal.awaitLine("--password swordfish");
            terminal.press("C-d");
            terminal.awaitEnd();
        }
        Path audit = site.state().resolve("audit/audit.jsonl");
        Eventually.holds(() -> Site.read(audit).contains("--password ***"), () -> Site.read(audit));
        assertThat(Site.read(audit)).doesNotContain("swordfish");
        assertThat(gateway.log()).doesNotContain("swordfish");
        try (Stream<Path> all = Files.walk(site.state())) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                // What stood on the screen is in the recording of that screen; how it is titled is the gateway's to
                // say.
                String text = new String(Files.readAllBytes(file), ISO_8859_1);
                String said = file.toString().endsWith(".cast")
                        ? text.lines().findFirst().orElse("")
                        : text;
                assertThat(said).as(file.toString()).doesNotContain("swordfish");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
