package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EscapeGuardTest {
    private final StringBuilder passed = new StringBuilder();
    private final EscapeGuard guard = new EscapeGuard(passed::append);

    @Test
    void textColoursAndMovementsPass() {
        guard.write("a\r\n\033[31mb\033[0m\033[2J\033[5;7H\033(0q\033(B\0337漢");
        assertThat(passed).hasToString("a\r\n\033[31mb\033[0m\033[2J\033[5;7H\033(0q\033(B\0337漢");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\033]0;title\007",
                "\033]52;c;QUJD\033\\",
                "\033P$qm\033\\",
                "\033_Gf=100;AAAA\033\\",
                "\033^private\033\\",
                "\033Xstring\033\\",
                "\033ktitle\033\\",
                "\033[8;10;10t",
                "\033[?3h",
                "\033[?40;3l",
                "\u009b2J\007\016\017\u0000\u007f",
            })
    void whatIsNotForAScreenOfFixedSizeIsLeftOut(String sequence) {
        guard.write("before " + sequence);
        guard.write("after");
        assertThat(passed.toString().replace("2J", "")).isEqualTo("before after");
    }

    @Test
    void aSequenceMayComeInAnyPieces() {
        for (char c : "x\033[1;31my\033]0;t\007z".toCharArray()) {
            guard.write(String.valueOf(c));
        }
        assertThat(passed).hasToString("x\033[1;31myz");
    }

    @Test
    void aSequenceWithoutEndIsReadAndNotKept() {
        for (int i = 0; i < 100_000; i++) {
            guard.write(i == 0 ? "\033[" : "1;");
        }
        guard.write("mtext");
        assertThat(passed).hasToString("text");
    }

    @Test
    void aNewSequenceEndsTheOneBefore() {
        guard.write("\033[12\033[1mx\033]0;never ended\033[2my");
        assertThat(passed).hasToString("\033[1mx\033[2my");
    }
}
