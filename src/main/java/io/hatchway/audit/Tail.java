package io.hatchway.audit;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The end of a file of the log.
 *
 * @param last where the log stands after the last line of ours; empty where there is none in the whole file
 * @param intact the length of the file up to that line's end
 */
record Tail(Optional<Chain> last, long intact) {
    /** Longer than any line. */
    private static final int LINE = 256 * 1024;

    /** Goes back line by line from the end, past what is no line of ours, to the file's beginning if need be. */
    static Tail of(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, READ)) {
            // Windows overlap by a line's length, so that each line is whole in one of them.
            for (long until = in.size(); until > 0; until = until <= 2 * LINE ? 0 : until - LINE) {
                long from = Math.max(0, until - 2 * LINE);
                byte[] text = read(in, from, until);
                for (int end = lastNewline(text, text.length); end >= 0; end = lastNewline(text, end)) {
                    int start = lastNewline(text, end) + 1;
                    Optional<Chain.Line> line = Chain.Line.parse(Arrays.copyOfRange(text, start, end));
                    if (line.isPresent()) {
                        return new Tail(line.map(Chain.Line::chain), from + end + 1);
                    }
                }
            }
            return new Tail(Optional.empty(), 0);
        }
    }

    private static byte[] read(FileChannel in, long from, long until) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) (until - from));
        int read = 0;
        while (bytes.hasRemaining() && read >= 0) {
            read = in.read(bytes, from + bytes.position());
        }
        return bytes.array();
    }

    private static int lastNewline(byte[] text, int before) {
        int at = before - 1;
        while (at >= 0 && text[at] != '\n') {
            at--;
        }
        return at;
    }

    /** The first line of a file; empty where it is none of ours. */
    static Optional<Chain.Line> head(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] text = in.readNBytes(LINE);
            for (int i = 0; i < text.length; i++) {
                if (text[i] == '\n') {
                    return Chain.Line.parse(Arrays.copyOf(text, i));
                }
            }
            return Optional.empty();
        }
    }
}
