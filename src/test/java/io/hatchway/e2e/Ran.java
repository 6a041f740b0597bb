package io.hatchway.e2e;

import java.nio.charset.StandardCharsets;

/** A program that has ended: its exit code as the parent saw it, and all it wrote. */
final class Ran {
    private final String what;
    private final int code;
    private final byte[] stdout;
    private final byte[] stderr;

    Ran(String what, int code, byte[] stdout, byte[] stderr) {
        this.what = what;
        this.code = code;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    int code() {
        return code;
    }

    byte[] bytes() {
        return stdout;
    }

    String out() {
        return new String(stdout, StandardCharsets.UTF_8);
    }

    String err() {
        return new String(stderr, StandardCharsets.UTF_8);
    }

    /** What was written on stdout by a program that must have succeeded. */
    String ok() {
        if (code != 0) {
            throw new AssertionError(this + " should have succeeded");
        }
        return out();
    }

    @Override
    public String toString() {
        return "%s: exit %d%n--- stdout%n%s%n--- stderr%n%s%n---".formatted(what, code, tail(out()), tail(err()));
    }

    private static String tail(String text) {
        return text.length() > 4000 ? "..." + text.substring(text.length() - 4000) : text;
    }
}
