package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Stdout that holds back what reads like the engine's own failure to start a program: the engine writes it where the
 * program's output belongs. Whether it was one is known only from the exec's record at the end.
 */
final class FirstWords extends OutputStream {
    private static final List<byte[]> FAILURES = Stream.of("OCI runtime exec failed", "unable to find ")
            .map(words -> words.getBytes(US_ASCII))
            .toList();
    private static final int LONGEST = 16 * 1024;

    private final OutputStream stdout;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(0);
    private boolean passing;

    FirstWords(OutputStream stdout) {
        this.stdout = stdout;
    }

    /** What is held back, as the engine's sentence. */
    String held() {
        return held.toString(UTF_8).strip();
    }

    /** It was the program's own output after all. */
    void release() throws IOException {
        passing = true;
        if (held.size() > 0) {
            stdout.write(held.toByteArray());
            held.reset();
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (!passing && held.size() == 0) {
            passing = FAILURES.stream().noneMatch(failure -> startsWith(failure, bytes, offset, length));
        }
        if (!passing && held.size() + length > LONGEST) {
            release();
        }
        if (passing) {
            stdout.write(bytes, offset, length);
        } else {
            held.write(bytes, offset, length);
        }
    }

    private static boolean startsWith(byte[] words, byte[] bytes, int offset, int length) {
        return length >= words.length && Arrays.equals(bytes, offset, offset + words.length, words, 0, words.length);
    }
}
