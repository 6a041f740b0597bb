package io.hatchway.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * A text and the window that is seen of it. Its colours are kept and nothing else that a terminal would obey; a line that
 * is wider than the window goes on in the next row.
 */
final class Scroll {
    /** A longer line is taken for several: every move looks at whole ones. */
    private static final int LONGEST_LINE = 4096;

    private static final List<Integer> TABS = List.of(8);

    private final List<String> lines = new ArrayList<>();
    private int columns = 1;
    private int rows = 1;
    /** The line whose row is the window's first, and the row within it. */
    private int line;

    private int row;
    private String sought = "";

    Scroll(String text) {
        text.lines().forEach(this::add);
    }

    private void add(String whole) {
        int start = 0;
        while (whole.length() - start > LONGEST_LINE) {
            int end = start + LONGEST_LINE;
            end -= Character.isHighSurrogate(whole.charAt(end - 1)) ? 1 : 0;
            lines.add(whole.substring(start, end));
            start = end;
        }
        lines.add(whole.substring(start));
    }

    /** The window is of this size now. */
    void fit(int wide, int high) {
        columns = Math.max(1, wide);
        rows = Math.max(1, high);
        row = lines.isEmpty() ? 0 : Math.min(row, rowsOf(line).size() - 1);
    }

    /** The rows in the window: fewer than fit where the text is over. */
    List<AttributedString> window() {
        List<AttributedString> seen = new ArrayList<>();
        int skipped = row;
        for (int at = line; at < lines.size() && seen.size() < rows; at++) {
            rowsOf(at).stream().skip(skipped).limit(rows - seen.size()).forEach(seen::add);
            skipped = 0;
        }
        return seen;
    }

    /** Whether all of it is in the window. */
    boolean isWhole() {
        return line == 0 && row == 0 && isAtEnd();
    }

    private boolean isAtEnd() {
        int left = -row;
        for (int at = line; at < lines.size() && left <= rows; at++) {
            left += rowsOf(at).size();
        }
        return left <= rows;
    }

    /** Moves the window down by so many rows, and not beyond the text's end; a negative number up. */
    void move(int by) {
        for (int left = by; left > 0 && !isAtEnd(); left--) {
            if (++row == rowsOf(line).size()) {
                line++;
                row = 0;
            }
        }
        for (int left = by; left < 0 && (line > 0 || row > 0); left++) {
            if (--row < 0) {
                line--;
                row = rowsOf(line).size() - 1;
            }
        }
    }

    /** To its begin. */
    void toStart() {
        line = 0;
        row = 0;
    }

    /** Its last row becomes the window's last. */
    void toEnd() {
        line = Math.max(0, lines.size() - 1);
        row = lines.isEmpty() ? 0 : rowsOf(line).size() - 1;
        move(1 - rows);
    }

    /**
     * Goes to the next line with this text, or to the one before, and marks it from now on; stays where there is none. In
     * either case of its letters, unless a capital is sought.
     */
    boolean find(String text, boolean forward) {
        sought = text;
        int step = forward ? 1 : -1;
        for (int at = line + step; at >= 0 && at < lines.size(); at += step) {
            if (has(at)) {
                line = at;
                row = 0;
                return true;
            }
        }
        return false;
    }

    private boolean has(int at) {
        String plain = AttributedString.stripAnsi(lines.get(at));
        return (isAnyCase() ? plain.toLowerCase(Locale.ROOT) : plain).contains(sought);
    }

    private boolean isAnyCase() {
        return sought.equals(sought.toLowerCase(Locale.ROOT));
    }

    /** The first line in the window, from 1. */
    int first() {
        return Math.min(line + 1, lines.size());
    }

    int count() {
        return lines.size();
    }

    private List<AttributedString> rowsOf(int at) {
        AttributedString shown = shown(lines.get(at));
        if (!sought.isEmpty()) {
            int flags = isAnyCase() ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
            shown = shown.styleMatches(
                    Pattern.compile(Pattern.quote(sought), flags), AttributedStyle.DEFAULT.inverse());
        }
        return shown.isEmpty() ? List.of(shown) : shown.columnSplitLength(columns);
    }

    private static AttributedString shown(String line) {
        AttributedString text = AttributedString.fromAnsi(line, TABS);
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        AttributedStringBuilder harmless = new AttributedStringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            harmless.styled(text.styleAt(at), Character.isISOControl(c) ? "?" : Character.toString(c));
        }
        return harmless.toAttributedString();
    }
}
