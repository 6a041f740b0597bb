package io.hatchway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonLineTest {
    private static String quoted(String text) {
        StringBuilder to = new StringBuilder();
        JsonLine.quote(to, text);
        return to.toString();
    }

    @Test
    void fieldsStandInTheOrderTheyWerePut() {
        assertThat(new JsonLine().put("b", "x").put("a", 1).put("c", true).put("d", new JsonLine().put("e", 2)))
                .hasToString("{\"b\":\"x\",\"a\":1,\"c\":true,\"d\":{\"e\":2}}");
    }

    @Test
    void whatIsNotThereHasNoField() {
        assertThat(new JsonLine().put("a", Optional.empty()).put("b", Optional.of("x")))
                .hasToString("{\"b\":\"x\"}");
    }

    @Test
    void controlCharactersAreEscaped() {
        assertThat(quoted("\0\u001b[2J\r\n\t\u007f\u0085"))
                .isEqualTo("\"\\u0000\\u001b[2J\\u000d\\u000a\\u0009\\u007f\\u0085\"");
    }

    @Test
    void quotesCannotEndAText() {
        assertThat(quoted("\",\"hash\":\"\\")).isEqualTo("\"\\\",\\\"hash\\\":\\\"\\\\\"");
    }

    @ParameterizedTest(name = "U+{0}")
    @CsvSource({"202e, \\u202e", "2028, \\u2028", "feff, \\ufeff", "e000, \\ue000", "e0041, \\udb40\\udc41"})
    void whatCannotBeSeenIsEscaped(String codePoint, String shown) {
        assertThat(quoted(Character.toString(Integer.parseInt(codePoint, 16)))).isEqualTo("\"" + shown + "\"");
    }

    @Test
    void lettersOfAllScriptsStay() {
        assertThat(quoted("größe 日本 😀")).isEqualTo("\"größe 日本 😀\"");
    }

    @Test
    void halvesOfPairsAreReplaced() {
        assertThat(quoted("a\ud83db\ude00\ud83d")).isEqualTo("\"a\ufffdb\ufffd\ufffd\"");
    }

    @Test
    void aLongTextIsCutAndSaysSo() {
        assertThat(new JsonLine().put("a", "x".repeat(5000)).toString())
                .hasSize(8 + 4097)
                .endsWith("x…\"}");
    }

    @Test
    void aPairIsNotCutInTwo() {
        assertThat(new JsonLine().put("a", "ab😀c", 3)).hasToString("{\"a\":\"ab…\"}");
    }
}
