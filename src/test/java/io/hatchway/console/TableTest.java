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

    @Test
    void whatIsTypedAgainIsCutLast() {
        List<Column<String>> columns =
                List.of(Column.<String>of("NAME", "name", row -> row).toType(), Column.of("SAME", "same", row -> row));
        assertThat(Table.lines(columns, List.of("x".repeat(20)), OptionalInt.of(30), false)
                        .get(1))
                .isEqualTo("x".repeat(20) + "  " + "x".repeat(7) + "…");
    }

    @Test
    void whatHasNoRoomIsLeftOutFromTheEndAndTheEmptyFirst() {
        List<Column<String>> columns = List.of(
                Column.<String>of("NAME", "name", row -> row).toType(),
                Column.of("EMPTY", "empty", row -> ""),
                Column.of("SAME", "same", row -> row));
        assertThat(Table.lines(columns, List.of("x".repeat(20)), OptionalInt.of(32), false))
                .containsExactly("NAME" + " ".repeat(18) + "SAME …", "x".repeat(20) + "  " + "x".repeat(7) + "…");
        assertThat(Table.lines(columns, List.of("x".repeat(20)), OptionalInt.of(29), false))
                .containsExactly("NAME …", "x".repeat(20));
    }

    @Test
    void noLineIsWiderThanTheTerminal() {
        for (int room = 4; room < 60; room++) {
            int most = room;
            assertThat(Table.lines(COLUMNS, List.of("x".repeat(50), "y"), OptionalInt.of(room), false))
                    .allMatch(line -> Table.width(line) <= most);
        }
    }
}
