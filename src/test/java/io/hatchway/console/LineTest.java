package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LineTest {
    private static List<List<String>> parsed(String line) throws CommandException {
        return Line.parse(line, Line.Bars.PIPES).stages();
    }

    @Test
    void quotesKeepBlanksAndBars() throws CommandException {
        assertThat(parsed("exec web sh -c 'a | b' \"c d\" e\\ f"))
                .containsExactly(List.of("exec", "web", "sh", "-c", "a | b", "c d", "e f"));
    }

    @Test
    void aBarDividesEvenWithoutBlanks() throws CommandException {
        assertThat(parsed("ps|grep x")).containsExactly(List.of("ps"), List.of("grep", "x"));
    }

    @Test
    void anEmptyQuoteIsAWord() throws CommandException {
        assertThat(parsed("grep ''")).containsExactly(List.of("grep", ""));
    }

    @Test
    void aBackslashInDoubleQuotesProtectsQuotesAlone() throws CommandException {
        assertThat(parsed("x \"\\\"\\n\"")).containsExactly(List.of("x", "\"\\n"));
    }

    @Test
    void aBarIsAWordWhereThereAreNoPipes() throws CommandException {
        assertThat(Line.parse("a | b", Line.Bars.WORDS).command()).containsExactly("a", "|", "b");
    }

    @Test
    void whatIsLeftOpenIsWrong() {
        for (String line : List.of("a 'b", "a \"b", "a |", "| b", "a \\")) {
            assertThatThrownBy(() -> parsed(line)).as(line).isInstanceOf(CommandException.class);
        }
    }
}
