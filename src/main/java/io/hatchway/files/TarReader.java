package io.hatchway.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar stream (POSIX pax, as engines write it), names byte for byte: a library would take them for text.
 */
final class TarReader {
    private static final int BLOCK = 512;
    private static final int LONGEST_EXTENSION = 64 * 1024;

    private final InputStream in;
    private long left;
    private int padding;

    TarReader(InputStream in) {
        this.in = in;
    }

    /** A header: what it says of a file, and for a link where it leads. */
    record Header(FilePath name, FileStat stat, char type, FilePath link) {
        boolean isSymbolicLink() {
            return type == '2';
        }

        boolean isHardLink() {
            return type == '1';
        }
    }

    /** The next entry; what is left of the one before is skipped. Empty at the end. */
    Optional<Header> next() throws IOException {
        Map<String, String> extended = new HashMap<>();
        while (true) {
            skipRest();
            byte[] block = in.readNBytes(BLOCK);
            // A name may be in the extended header alone; every header has a sum.
            if (block.length < BLOCK || block[148] == 0) {
                return Optional.empty();
            }
            begin(number(block, 124, 12));
            char type = (char) block[156];
            if (type == 'x') {
                extend(extended, extension());
            } else if (type == 'g') {
                skipRest();
            } else {
                return Optional.of(header(block, type == 0 ? '0' : type, extended));
            }
        }
    }

    private void begin(long size) throws ProtocolException {
        if (size < 0) {
            throw new ProtocolException("not a tar header");
        }
        left = size;
        padding = (int) (-size & (BLOCK - 1));
    }

    private Header header(byte[] block, char type, Map<String, String> extended) throws IOException {
        String prefix = text(block, 345, 155);
        String name = extended.getOrDefault("path", (prefix.isEmpty() ? "" : prefix + "/") + text(block, 0, 100));
        String link = extended.getOrDefault("linkpath", text(block, 157, 100));
        if (extended.containsKey("size")) {
            begin(decimal(extended.get("size")));
        }
        long modified = extended.containsKey("mtime") ? decimal(extended.get("mtime")) : number(block, 136, 12);
        long uid = extended.containsKey("uid") ? decimal(extended.get("uid")) : number(block, 108, 8);
        long gid = extended.containsKey("gid") ? decimal(extended.get("gid")) : number(block, 116, 8);
        int format = switch (type) {
            case '2' -> 0120000;
            case '3' -> 0020000;
            case '4' -> 0060000;
            case '5' -> 0040000;
            case '6' -> 0010000;
            default -> 0100000;
        };
        int mode = format | ((int) number(block, 100, 8) & 07777);
        long size = type == '2' ? link.length() : left;
        FileStat stat =
                new FileStat(mode, 1, uid, gid, size, modified, modified, Long.toString(uid), Long.toString(gid));
        return new Header(new FilePath(name), stat, type, new FilePath(link));
    }

    /** Reads of the current entry's content; -1 at its end. */
    int read(byte[] into, int from, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = in.read(into, from, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("a tar stream ended within an entry");
        }
        left -= count;
        return count;
    }

    private byte[] extension() throws IOException {
        if (left > LONGEST_EXTENSION) {
            throw new ProtocolException("a tar header of " + left + " bytes");
        }
        byte[] content = in.readNBytes((int) left);
        left -= content.length;
        return content;
    }

    private void skipRest() throws IOException {
        in.skipNBytes(left + padding);
        begin(0);
    }

    /** Records of the form {@code LENGTH KEY=VALUE}, a newline behind each. */
    private static void extend(Map<String, String> extended, byte[] content) throws ProtocolException {
        String text = new String(content, ISO_8859_1);
        try {
            for (int at = 0; at < text.length(); ) {
                int space = text.indexOf(' ', at);
                int end = at + Integer.parseInt(text.substring(at, space));
                int equals = text.indexOf('=', space);
                extended.put(text.substring(space + 1, equals), text.substring(equals + 1, end - 1));
                at = end;
            }
        } catch (IndexOutOfBoundsException | NumberFormatException malformed) {
            throw new ProtocolException("not a tar header");
        }
    }

    /** What is behind a point is left out: times have fractions. */
    private static long decimal(@Nullable String number) throws ProtocolException {
        try {
            return Long.parseLong(String.valueOf(number).split("\\.", 2)[0]);
        } catch (NumberFormatException malformed) {
            throw new ProtocolException("not a tar header");
        }
    }

    private static String text(byte[] block, int from, int length) {
        int end = from;
        while (end < from + length && block[end] != 0) {
            end++;
        }
        return new String(block, from, end - from, ISO_8859_1);
    }

    /** Octal digits, or from a set first bit on the number itself. */
    private static long number(byte[] block, int from, int length) throws ProtocolException {
        if ((block[from] & 0x80) != 0) {
            long number = block[from] & 0x7F;
            for (int i = from + 1; i < from + length; i++) {
                number = (number << 8) | (block[i] & 0xFF);
            }
            return number;
        }
        String digits = text(block, from, length).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException malformed) {
            throw new ProtocolException("not a tar header");
        }
    }
}
