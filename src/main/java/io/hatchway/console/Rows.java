package io.hatchway.console;

import java.util.List;

/** Things of one kind as they are shown: in a table to people, in an array to programs. Pure. */
record Rows<T>(List<Column<T>> columns, List<T> rows) {

    /** As fits the screen. */
    List<String> table(Screen screen) {
        return Table.lines(columns, rows, screen.columns(), screen.colour());
    }

    /** One JSON array. */
    String json() {
        return Json.of(rows.stream().map(row -> Json.row(columns, row)).toList());
    }
}
