package io.hatchway.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LoggingTest {
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger OURS = Logger.getLogger("io.hatchway");

    private final PrintStream stderr = System.err;
    private final List<Handler> handlers = List.of(ROOT.getHandlers());
    private final Level level = ROOT.getLevel();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @BeforeEach
    void takeStderr() {
        System.setErr(new PrintStream(written, true, UTF_8));
    }

    @AfterEach
    void giveStderrBack() {
        System.setErr(stderr);
        List.of(ROOT.getHandlers()).forEach(ROOT::removeHandler);
        handlers.forEach(ROOT::addHandler);
        ROOT.setLevel(level);
        OURS.setLevel(null);
    }

    private String log(Settings.Log.Level at, Level record, String message) {
        Logging.configure(new Settings.Log(at, Settings.Log.Format.TEXT));
        Logger.getLogger("io.hatchway.gate.Sample").log(record, message);
        return written.toString(UTF_8);
    }

    @Test
    void aRecordIsOneLineThatSaysWhenHowBadAndWho() {
        assertThat(log(Settings.Log.Level.INFO, Level.WARNING, "careful"))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z warn  Sample: careful\n");
    }

    @Test
    void controlCharactersAreHarmless() {
        assertThat(log(Settings.Log.Level.INFO, Level.INFO, "a\u001b[2J\r\nforged\u202e"))
                .endsWith("Sample: a\\x1b[2J\\x0d\\x0aforged\\u202e\n");
    }

    @Test
    void aCausesControlCharactersAreHarmlessToo() {
        Logging.configure(new Settings.Log(Settings.Log.Level.INFO, Settings.Log.Format.TEXT));
        Logger.getLogger("io.hatchway.gate.Sample").log(Level.SEVERE, "failed", new IllegalStateException("\u001b[2J"));
        assertThat(written.toString(UTF_8)).contains("\\x1b[2J").doesNotContain("\u001b");
    }

    @Test
    void whatIsBelowTheLevelIsNotSaid() {
        assertThat(log(Settings.Log.Level.WARN, Level.INFO, "hello")).isEmpty();
    }

    @Test
    void librariesAreQuietUnlessTheyFail() {
        Logging.configure(new Settings.Log(Settings.Log.Level.INFO, Settings.Log.Format.TEXT));
        Logger.getLogger("org.apache.sshd.Sample").warning("hello");
        assertThat(written.toString(UTF_8)).isEmpty();
    }

    @Test
    void asJsonARecordIsOneObjectWithItsCause() {
        Logging.configure(new Settings.Log(Settings.Log.Level.INFO, Settings.Log.Format.JSON));
        Logger.getLogger("io.hatchway.gate.Sample")
                .log(Level.SEVERE, "fa\"iled\n\u001b[2J", new IllegalStateException("why"));
        assertThat(written.toString(UTF_8))
                .matches(
                        "\\{\"ts\":\"[0-9T:.-]+Z\",\"level\":\"error\",\"source\":\"Sample\","
                                + "\"message\":\"fa\\\\\"iled\\\\u000a\\\\u001b\\[2J\",\"cause\":\"[^\n]*IllegalStateException: why[^\n]*\"}\n");
    }
}
