package io.hatchway.console;

import io.hatchway.session.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jline.utils.WCWidth;

/** Lays a listing out in columns. Pure. */
final class Table {
    private static final int GAP = 2;
    private static final int NARROWEST = 8;

    private Table() {}

    /**
     * The lines of a table, the titles first.
     *
     * @param room the terminal's columns, into which the widest columns are cut to fit; empty: nothing is cut
     */
    static <T> List<String> lines(List<Column<T>> columns, List<T> rows, OptionalInt room, boolean colour) {
        List<List<String>> cells = new ArrayList<>();
        for (T row : rows) {
            cells.add(columns.stream()
                    .map(column -> Printable.text(column.text().apply(row)))
                    .toList());
        }
        int[] widths = new int[columns.size()];
        for (int at = 0; at < widths.length; at++) {
            widths[at] = columns.get(at).title().length();
            for (List<String> line : cells) {
                widths[at] = Math.max(widths[at], width(line.get(at)));
            }
        }
        room.ifPresent(most -> fit(widths, most));
        List<String> lines = new ArrayList<>();
        StringBuilder titles = new StringBuilder();
        for (int at = 0; at < widths.length; at++) {
            append(titles, columns.get(at).title(), widths[at], Tone.TITLE, colour, at == widths.length - 1);
        }
        lines.add(titles.toString());
        for (int row = 0; row < rows.size(); row++) {
            StringBuilder line = new StringBuilder();
            for (int at = 0; at < widths.length; at++) {
                Tone tone = columns.get(at).tone().apply(rows.get(row));
                append(line, cells.get(row).get(at), widths[at], tone, colour, at == widths.length - 1);
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static void append(StringBuilder line, String cell, int width, Tone tone, boolean colour, boolean last) {
        String shown = cut(cell, width);
        line.append(tone.paint(shown, colour));
        if (!last) {
            line.append(" ".repeat(width - width(shown) + GAP));
        }
    }

    private static void fit(int[] widths, int room) {
        while (Arrays.stream(widths).sum() + GAP * (widths.length - 1) > room) {
            int widest = 0;
            for (int at = 1; at < widths.length; at++) {
                widest = widths[at] > widths[widest] ? at : widest;
            }
            if (widths[widest] <= NARROWEST) {
                return;
            }
            widths[widest]--;
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
