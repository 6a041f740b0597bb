package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class TableTest {
    private static final List<Column<String>> COLUMNS =
            List.of(Column.of("NAME", "name", row -> row), Column.of("SAME", "same", row -> row));

    @Test
    void theWidestColumnsAreCutIntoTheTerminal() {
        List<String> lines = Table.lines(COLUMNS, List.of("x".repeat(50)), OptionalInt.of(40), false);
        assertThat(lines.get(1)).isEqualTo("x".repeat(18) + "…  " + "x".repeat(18) + "…");
    }

    @Test
    void withoutATerminalNothingIsCut() {
        assertThat(Table.lines(COLUMNS, List.of("x".repeat(500)), OptionalInt.empty(), false)
                        .get(1))
                .isEqualTo("x".repeat(500) + "  " + "x".repeat(500));
    }

    @Test
    void wideCharactersTakeTwoCells() {
        assertThat(Table.lines(COLUMNS, List.of("日本", "abcdef"), OptionalInt.empty(), false))
                .containsExactly("NAME    SAME", "日本    日本", "abcdef  abcdef");
    }

    @Test
    void whatATerminalWouldObeyIsShownAsAnEscape() {
        assertThat(Table.lines(COLUMNS, List.of("a\u001b[2J"), OptionalInt.empty(), true)
                        .get(1))
                .isEqualTo("a\\x1b[2J  a\\x1b[2J");
    }
}
