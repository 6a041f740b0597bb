package io.hatchway.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** SSH's own encoding (RFC 4251, 5), as far as key files and signatures need it, and the armour around both. */
final class SshWire {
    private static final int COLUMNS = 70;
    private static final byte[] NEWLINE = {'\n'};

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    SshWire raw(byte[] some) {
        bytes.writeBytes(some);
        return this;
    }

    SshWire raw(String ascii) {
        return raw(ascii.getBytes(US_ASCII));
    }

    SshWire number(int value) {
        return raw(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    SshWire string(byte[] some) {
        return number(some.length).raw(some);
    }

    SshWire string(String text) {
        return string(text.getBytes(StandardCharsets.UTF_8));
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** Takes a string off a buffer. */
    static byte[] string(ByteBuffer from) throws IOException {
        int length = from.remaining() < Integer.BYTES ? -1 : from.getInt();
        if (length < 0 || length > from.remaining()) {
            throw new IOException("it is torn");
        }
        byte[] string = new byte[length];
        from.get(string);
        return string;
    }

    static String text(ByteBuffer from) throws IOException {
        return new String(string(from), StandardCharsets.UTF_8);
    }

    /** Takes bytes that must be there. */
    static void expect(ByteBuffer from, String ascii) throws IOException {
        byte[] there = new byte[Math.min(ascii.length(), from.remaining())];
        from.get(there);
        if (!new String(there, US_ASCII).equals(ascii)) {
            throw new IOException("it does not begin with " + ascii.strip());
        }
    }

    static String armoured(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(COLUMNS, NEWLINE).encodeToString(content) + "\n-----END " + label + "-----\n";
    }

    /** What is between the two lines of a label; what follows the second is left alone. */
    static byte[] dearmoured(String label, String text) throws IOException {
        String begin = "-----BEGIN " + label + "-----\n";
        int end = text.indexOf("-----END " + label + "-----");
        if (!text.startsWith(begin) || end < 0) {
            throw new IOException("there is no " + label + " in it");
        }
        try {
            return Base64.getMimeDecoder().decode(text.substring(begin.length(), end));
        } catch (IllegalArgumentException notBase64) {
            throw new IOException("its " + label + " is not Base64", notBase64);
        }
    }
}
