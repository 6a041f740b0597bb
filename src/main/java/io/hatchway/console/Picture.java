package io.hatchway.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.container.Size;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.ScreenTerminal;
import org.jline.utils.WCWidth;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A terminal that nobody sees: it obeys what a program prints, and what stands on it then is text and colours alone. So
 * what one session prints can be shown in another without that one's terminal obeying anything.
 */
final class Picture {
    private static final int MOST_COLUMNS = 500;
    private static final int MOST_ROWS = 200;
    private static final int MOST_HISTORY = 500;
    private static final String FORGET = "\033[3J";

    /** The end of a string where there is none. */
    private static final String NOTHING = "\033\\";

    private static final Logger LOG = LoggerFactory.getLogger(Picture.class);

    private final CharsetDecoder decoder = UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final EscapeGuard guard = new EscapeGuard(this::draw);
    private final ScreenTerminal screen;
    private byte[] rest = new byte[0];

    Picture(Size size) {
        screen = new ScreenTerminal(columns(size), rows(size));
    }

    private static int columns(Size size) {
        return Math.clamp(size.columns(), ScreenTerminal.MIN_SIZE, MOST_COLUMNS);
    }

    private static int rows(Size size) {
        return Math.clamp(size.rows(), ScreenTerminal.MIN_SIZE, MOST_ROWS);
    }

    void resize(Size size) {
        screen.setSize(org.jline.terminal.Size.of(columns(size), rows(size)));
    }

    /** Prints bytes, which may end within a character. */
    void write(ByteBuffer bytes) {
        ByteBuffer in = ByteBuffer.allocate(rest.length + bytes.remaining());
        in.put(rest).put(bytes).flip();
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        decoder.decode(in, out, false);
        rest = new byte[in.remaining()];
        in.get(rest);
        write(out.flip());
    }

    void write(CharSequence text) {
        guard.write(text);
    }

    private void draw(String piece) {
        try {
            screen.write(piece);
        } catch (RuntimeException odd) {
            // JLine's terminal stumbles over numbers out of range. Who is watched must not blind the watcher with them:
            // the sequence is left out, and another one ends it for the terminal, too.
            LOG.debug("a sequence that cannot be drawn", odd);
            screen.write(NOTHING);
        }
        // Nobody scrolls back, nobody reads its answers, and both would grow.
        if (screen.getHistorySize() > MOST_HISTORY) {
            screen.write(FORGET);
        }
        screen.read();
    }

    /**
     * What a window of this size shows of it: all where it fits, else the part around the cursor.
     *
     * @param row of the cursor in the window, from 0
     */
    record View(List<String> lines, int row, int column) {}

    /**
     * Looks at it.
     *
     * @param colour false: without its colours; what is bold, inverse and so on stays so
     */
    View view(int columns, int rows, boolean colour) {
        int width = screen.getColumns();
        int height = screen.getRows();
        long[] cells = new long[width * height];
        int[] cursor = new int[2];
        screen.dump(cells, cursor);
        int left = offset(cursor[0], width, columns);
        int top = offset(cursor[1], height, rows);
        List<String> lines = new ArrayList<>();
        for (int row = top; row < Math.min(height, top + rows); row++) {
            lines.add(line(cells, row * width + left, Math.min(columns, width - left), colour));
        }
        return new View(lines, Math.max(0, cursor[1] - top), Math.max(0, Math.min(cursor[0] - left, columns - 1)));
    }

    private static int offset(int cursor, int all, int shown) {
        return all <= shown ? 0 : Math.clamp(cursor - (long) shown + 1, 0, all - shown);
    }

    private static String line(long[] cells, int from, int count, boolean colour) {
        StringBuilder line = new StringBuilder();
        String style = "";
        int used = 0;
        for (int at = from; at < from + count && used < count; at++) {
            int c = ScreenTerminal.cellCodePoint(cells[at]);
            if (c == 0) {
                // the second half of a wide one
                continue;
            }
            String wanted = style(cells[at]) + (colour ? colours(cells[at]) : "");
            if (!wanted.equals(style)) {
                line.append("\033[0").append(wanted).append('m');
                style = wanted;
            }
            boolean odd = Character.isISOControl(c) || WCWidth.wcwidth(c) < 1 || used + WCWidth.wcwidth(c) > count;
            line.appendCodePoint(odd ? ' ' : c);
            used += odd ? 1 : WCWidth.wcwidth(c);
        }
        return style.isEmpty() ? line.toString() : line.append("\033[0m").toString();
    }

    private static String style(long cell) {
        StringBuilder style = new StringBuilder();
        style.append(ScreenTerminal.cellBold(cell) ? ";1" : "")
                .append(ScreenTerminal.cellDim(cell) ? ";2" : "")
                .append(ScreenTerminal.cellItalic(cell) ? ";3" : "")
                .append(ScreenTerminal.cellUnderline(cell) ? ";4" : "")
                .append(ScreenTerminal.cellInverse(cell) ? ";7" : "")
                .append(ScreenTerminal.cellConceal(cell) ? ";8" : "");
        return style.toString();
    }

    private static String colours(long cell) {
        StringBuilder style = new StringBuilder();
        if (ScreenTerminal.cellHasForeground(cell)) {
            style.append(";38;5;").append(palette(ScreenTerminal.cellForeground(cell)));
        }
        if (ScreenTerminal.cellHasBackground(cell)) {
            style.append(";48;5;").append(palette(ScreenTerminal.cellBackground(cell)));
        }
        return style.toString();
    }

    /** The nearest of the 6x6x6 colours that terminals have, of one with four bits for each of red, green and blue. */
    private static int palette(int colour) {
        return 16 + 36 * sixth(colour >> 8) + 6 * sixth(colour >> 4) + sixth(colour);
    }

    private static int sixth(int bits) {
        return ((bits & 0xF) * 5 + 7) / 15;
    }
}
