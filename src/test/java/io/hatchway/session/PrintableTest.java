package io.hatchway.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PrintableTest {
    @Test
    void ordinaryTextStaysAsItIs() {
        assertThat(Printable.text("K\u00e4se \u65e5\u672c \ud83d\ude00"))
                .isEqualTo("K\u00e4se \u65e5\u672c \ud83d\ude00");
    }

    @Test
    void anEscapeSequenceLosesItsPower() {
        assertThat(Printable.text("\u001b[2Jx")).isEqualTo("\\x1b[2Jx");
    }

    @Test
    void aLineBreakForgesNoLine() {
        assertThat(Printable.text("a\r\nb\u2028c\u0085d")).isEqualTo("a\\x0d\\x0ab\\u2028c\\x85d");
    }

    @Test
    void theDirectionOfReadingStays() {
        assertThat(Printable.text("a\u202eb")).isEqualTo("a\\u202eb");
    }

    @Test
    void halfACharacterIsShownAsWhatItIs() {
        assertThat(Printable.text("a\ud83d")).isEqualTo("a\\ud83d");
    }
}
