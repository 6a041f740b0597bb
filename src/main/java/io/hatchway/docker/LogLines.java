package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.container.LogLine;
import io.hatchway.container.Logs.Sink;
import java.util.Arrays;

/**
 * Cuts one stream of a log into lines and takes the engine's timestamps off them.
 *
 * <p>The engine keeps a line of more than {@value #PART} bytes in parts of so many, and puts a timestamp before each part
 * and nothing behind it. In frames each part has its own; the log of a terminal comes without frames, so that where a part
 * may have ended, what looks like a timestamp is one.
 */
final class LogLines {
    /** The engine's buffer for a line. */
    static final int PART = 16 * 1024;

    private static final int LONGEST_LINE = 64 * 1024;
    /** Nine digits of a second, whatever they are, and UTC; a 0 stands for any digit. */
    private static final byte[] UTC = "0000-00-00T00:00:00.000000000Z ".getBytes(ISO_8859_1);
    /** In older engines the driver "local" writes the zone of the engine's own clock. */
    private static final byte[] EAST = "0000-00-00T00:00:00.000000000+00:00 ".getBytes(ISO_8859_1);

    private static final byte[] WEST = "0000-00-00T00:00:00.000000000-00:00 ".getBytes(ISO_8859_1);
    /** Where these begin to differ. */
    private static final int ZONE = UTC.length - 2;

    /** Where the engine has put timestamps. */
    enum Stamps {
        NONE,
        IN_FRAMES,
        IN_TEXT;

        static Stamps of(boolean raw, Stamps otherwise) {
            return raw ? NONE : otherwise;
        }
    }

    /** What the next bytes are. */
    private enum Next {
        TEXT,
        STAMP,
        PERHAPS_STAMP
    }

    private final Stamps stamps;
    private final boolean stderr;
    private final Sink sink;
    private final byte[] stamp = new byte[EAST.length];
    private byte[] form = UTC;
    private int stamped;
    private byte[] line = new byte[256];
    private int length;
    /** Of the line's current part, as many as have come. */
    private int part;

    private String time = "";
    private Next next;
    private boolean begun;

    LogLines(Stamps stamps, boolean stderr, Sink sink) {
        this.stamps = stamps;
        this.stderr = stderr;
        this.sink = sink;
        this.next = stamps == Stamps.IN_TEXT ? Next.STAMP : Next.TEXT;
    }

    /** Another frame begins. */
    void frame() {
        if (stamps == Stamps.IN_FRAMES) {
            next = Next.STAMP;
        }
    }

    void write(byte[] bytes, int offset, int count) throws InterruptedException {
        int at = offset;
        int end = offset + count;
        while (at < end) {
            at = switch (next) {
                case TEXT -> text(bytes, at, end);
                case STAMP, PERHAPS_STAMP -> stamp(bytes, at, end);
            };
        }
    }

    /** Tells what came without a line's end. */
    void end() throws InterruptedException {
        giveBack();
        if (length > 0) {
            tell();
        }
    }

    private int text(byte[] bytes, int from, int end) throws InterruptedException {
        int most = stamps == Stamps.IN_TEXT ? Math.min(end, from + PART - part) : end;
        int at = from;
        while (at < most && bytes[at] != '\n') {
            at++;
        }
        if (at < most) {
            keep(bytes, from, at - from + (stamps == Stamps.NONE ? 1 : 0));
            tell();
            begun = false;
            part = 0;
            next = stamps == Stamps.IN_TEXT ? Next.STAMP : Next.TEXT;
            return at + 1;
        }
        keep(bytes, from, at - from);
        part += at - from;
        if (stamps == Stamps.IN_TEXT && part == PART) {
            part = 0;
            next = Next.PERHAPS_STAMP;
        }
        return at;
    }

    private int stamp(byte[] bytes, int from, int end) throws InterruptedException {
        int at = from;
        while (at < end && stamped < form.length) {
            if (stamped == ZONE) {
                form = switch (bytes[at]) {
                    case '+' -> EAST;
                    case '-' -> WEST;
                    default -> UTC;
                };
            }
            if (!isOfStamp(bytes[at], form[stamped])) {
                break;
            }
            stamp[stamped++] = bytes[at++];
        }
        if (stamped == form.length) {
            if (!begun) {
                time = new String(stamp, 0, form.length - 1, ISO_8859_1);
                begun = true;
            }
            form = UTC;
            stamped = 0;
            next = Next.TEXT;
        } else if (at < end) {
            giveBack();
        }
        return at;
    }

    private static boolean isOfStamp(byte found, byte wanted) {
        return wanted == '0' ? found >= '0' && found <= '9' : found == wanted;
    }

    /** What was taken for a timestamp and is none belongs to the line. */
    private void giveBack() throws InterruptedException {
        int count = stamped;
        stamped = 0;
        form = UTC;
        next = Next.TEXT;
        write(Arrays.copyOf(stamp, count), 0, count);
    }

    private void keep(byte[] bytes, int offset, int count) throws InterruptedException {
        int from = offset;
        int left = count;
        while (left > 0) {
            if (length == LONGEST_LINE) {
                tell();
            }
            int piece = Math.min(left, LONGEST_LINE - length);
            if (length + piece > line.length) {
                line = Arrays.copyOf(line, Math.min(LONGEST_LINE, Math.max(length + piece, 2 * line.length)));
            }
            System.arraycopy(bytes, from, line, length, piece);
            length += piece;
            from += piece;
            left -= piece;
        }
    }

    private void tell() throws InterruptedException {
        int count = length;
        length = 0;
        if (stamps == Stamps.NONE) {
            sink.line(new LogLine("", stderr, new String(line, 0, count, ISO_8859_1)));
        } else {
            int to = count > 0 && line[count - 1] == '\r' ? count - 1 : count;
            sink.line(new LogLine(time, stderr, new String(line, 0, to, UTF_8)));
        }
    }
}
