package io.hatchway.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class TextOutputTest {
    private static final String OSC = "\033]0;owned\u0007\033[2Jtext\033[31m!\n";

    private static String printed(UnaryOperator<String> fit) throws Exception {
        StringWriter printed = new StringWriter();
        try (TextOutput out = new TextOutput(new PrintWriter(printed), fit)) {
            out.write(OSC.getBytes(UTF_8));
        }
        return printed.toString();
    }

    @Test
    void whatAProgramPrintsForAPersonCommandsNoTerminal() throws Exception {
        assertThat(printed(LogText::fit)).contains("text").doesNotContain("\033", "\u0007");
    }

    @Test
    void whatAProgramPrintsForAScriptIsAsItWas() throws Exception {
        assertThat(printed(UnaryOperator.identity())).isEqualTo(OSC);
    }
}
