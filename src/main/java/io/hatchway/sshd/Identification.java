package io.hatchway.sshd;

/** The line a client introduces itself with (RFC 4253, 4.2). */
final class Identification {
    private static final byte[] START = {'S', 'S', 'H', '-'};
    private static final int LONGEST = 255;

    private Identification() {}

    /**
     * What is wrong with a connection's first bytes, known as soon as it shows; empty where nothing is.
     *
     * @param bytes the first 256 at most
     */
    static String wrong(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (i < START.length && bytes[i] != START[i]) {
                return "it did not speak SSH";
            }
            if (bytes[i] == '\n') {
                return "";
            }
            if (i >= LONGEST - 1) {
                return "its identification was longer than " + LONGEST + " characters";
            }
            if (bytes[i] == 0) {
                return "its identification was no text";
            }
        }
        return "";
    }
}
