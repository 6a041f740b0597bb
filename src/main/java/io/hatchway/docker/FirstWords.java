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
 * program's output belongs. The exec's record is asked at once whether it was one; the program's own words pass.
 */
final class FirstWords extends OutputStream {
    private static final List<byte[]> FAILURES = Stream.of("OCI runtime exec failed", "unable to find ")
            .map(words -> words.getBytes(US_ASCII))
            .toList();
    private static final int LONGEST = 16 * 1024;

    private final OutputStream stdout;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(0);
    private final Verdict neverRan;
    private boolean passing;

    /** Whether the engine knows that the program never ran. */
    interface Verdict {
        boolean get() throws IOException;
    }

    FirstWords(OutputStream stdout, Verdict neverRan) {
        this.stdout = stdout;
        this.neverRan = neverRan;
    }

    /** What is held back, as the engine's sentence. */
    String held() {
        return held.toString(UTF_8).strip();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (!passing && held.size() == 0) {
            passing = FAILURES.stream().noneMatch(failure -> startsWith(failure, bytes, offset, length)) || ran();
        }
        if (passing) {
            stdout.write(bytes, offset, length);
        } else {
            held.write(bytes, offset, Math.min(length, LONGEST - held.size()));
        }
    }

    private boolean ran() {
        try {
            return !neverRan.get();
        } catch (IOException unknown) {
            return true;
        }
    }

    private static boolean startsWith(byte[] words, byte[] bytes, int offset, int length) {
        return length >= words.length && Arrays.equals(bytes, offset, offset + words.length, words, 0, words.length);
    }
}
