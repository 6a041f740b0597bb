package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class JsonTest {
    @Test
    void everythingButPrintableAsciiIsAnEscape() {
        List<String> odd = List.of("a\177b", "\033[2J", "\u0080\u009f\u202e\u00e9");
        String escaped = "\"a\\u007Fb\",\"\\u001B[2J\",\"\\u0080\\u009F\\u202E\\u00E9\"";
        assertThat(Json.of(odd)).isEqualTo("[" + escaped + "]");
        assertThat(Json.line("[" + escaped + "]")).isEqualTo("[" + escaped + "]");
        assertThat(Json.pretty("[" + escaped + "]").chars()).allMatch(c -> c == '\n' || (c >= ' ' && c < 127));
    }
}
