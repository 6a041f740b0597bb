package io.hatchway.console;

import io.hatchway.session.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jline.utils.WCWidth;

/** Lays a listing out in columns. Pure. */
final class Table {
    private static final int GAP = 2;
    private static final int NARROWEST = 8;
    /** Columns are left out. */
    private static final String MORE = " …";

    private Table() {}

    /**
     * The lines of a table, the titles first.
     *
     * @param room the terminal's columns: into them the widest columns are cut, the last ones are left out, with a sign
     *     behind the titles, and what is typed again is cut at the very last; empty: everything is there
     */
    static <T> List<String> lines(List<Column<T>> columns, List<T> rows, OptionalInt room, boolean colour) {
        List<Laid<T>> laid = new ArrayList<>();
        for (Column<T> column : columns) {
            List<String> cells = rows.stream()
                    .map(row -> Printable.text(column.text().apply(row)))
                    .toList();
            laid.add(new Laid<>(column, cells));
        }
        room.ifPresent(most -> fit(laid, most));
        List<String> lines = new ArrayList<>();
        StringBuilder titles = new StringBuilder();
        for (Laid<T> each : laid) {
            append(titles, each.column.title(), each.width, Tone.TITLE, colour, each == laid.getLast());
        }
        lines.add(laid.size() < columns.size() ? titles.append(MORE).toString() : titles.toString());
        for (int row = 0; row < rows.size(); row++) {
            StringBuilder line = new StringBuilder();
            for (Laid<T> each : laid) {
                Tone tone = each.column.tone().apply(rows.get(row));
                append(line, each.cells.get(row), each.width, tone, colour, each == laid.getLast());
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** A column with what stands in it and the width it gets. */
    private static final class Laid<T> {
        private final Column<T> column;
        private final List<String> cells;
        private int width;

        Laid(Column<T> column, List<String> cells) {
            this.column = column;
            this.cells = cells;
            this.width = cells.stream().mapToInt(Table::width).reduce(width(column.title()), Math::max);
        }

        boolean isEmpty() {
            return cells.stream().allMatch(String::isEmpty);
        }
    }

    private static void append(StringBuilder line, String cell, int width, Tone tone, boolean colour, boolean last) {
        String shown = cut(cell, width);
        line.append(tone.paint(shown, colour));
        if (!last) {
            line.append(" ".repeat(width - width(shown) + GAP));
        }
    }

    private static <T> void fit(List<Laid<T>> laid, int room) {
        narrow(laid, room, each -> !each.column.typed(), NARROWEST);
        if (over(laid, room) <= 0) {
            return;
        }
        int beforeSign = room - width(MORE);
        leaveOut(laid, beforeSign, each -> !each.column.typed() && each.isEmpty());
        leaveOut(laid, beforeSign, each -> !each.column.typed());
        narrow(laid, beforeSign, each -> true, 1);
    }

    private static <T> int over(List<Laid<T>> laid, int room) {
        return laid.stream().mapToInt(each -> each.width).sum() + GAP * (laid.size() - 1) - room;
    }

    private static <T> void narrow(List<Laid<T>> laid, int room, Predicate<Laid<T>> which, int narrowest) {
        for (int over = over(laid, room); over > 0; over--) {
            Optional<Laid<T>> widest = laid.stream()
                    .filter(each -> which.test(each) && each.width > narrowest)
                    .max(Comparator.comparingInt(each -> each.width));
            if (widest.isEmpty()) {
                return;
            }
            widest.get().width--;
        }
    }

    private static <T> void leaveOut(List<Laid<T>> laid, int room, Predicate<Laid<T>> which) {
        for (int at = laid.size() - 1; at > 0 && over(laid, room) > 0; at--) {
            if (which.test(laid.get(at))) {
                laid.remove(at);
            }
        }
    }

    /** The text's beginning in this many cells, with a sign that there is more. */
    static String cut(String text, int room) {
        if (width(text) <= room) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int used = 0;
        for (int c : text.codePoints().toArray()) {
            used += Math.max(0, WCWidth.wcwidth(c));
            if (used > room - 1) {
                break;
            }
            kept.appendCodePoint(c);
        }
        return kept.append('…').toString();
    }

    /** In a terminal's cells. */
    static int width(String text) {
        return text.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
    }
}
