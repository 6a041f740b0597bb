package io.hatchway.keys;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the SSH protocol's types (RFC 4251 section 5) from bytes of whatever content. Never reads beyond their end, and
 * never makes anything larger than what is there.
 */
final class WireReader {
    private final ByteBuffer bytes;

    WireReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    boolean hasMore() {
        return bytes.hasRemaining();
    }

    /** How many bytes were read so far. */
    int position() {
        return bytes.position();
    }

    int uint8() throws MalformedException {
        need(1);
        return bytes.get() & 0xff;
    }

    int uint32() throws MalformedException {
        need(Integer.BYTES);
        return bytes.getInt();
    }

    /** Unsigned. */
    long uint64() throws MalformedException {
        need(Long.BYTES);
        return bytes.getLong();
    }

    byte[] string() throws MalformedException {
        int length = uint32();
        if (length < 0) {
            throw torn();
        }
        need(length);
        byte[] string = new byte[length];
        bytes.get(string);
        return string;
    }

    /** A string that holds further values. */
    WireReader nested() throws MalformedException {
        return new WireReader(string());
    }

    /** A string of UTF-8 without NUL. */
    String text() throws MalformedException {
        byte[] string = string();
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(string))
                    .toString();
            if (text.indexOf('\0') >= 0) {
                throw new MalformedException("a text in it holds a NUL");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new MalformedException("a text in it is not UTF-8");
        }
    }

    /** A positive mpint in its only allowed form. */
    BigInteger positive() throws MalformedException {
        BigInteger number = mpint();
        if (number.signum() <= 0) {
            throw torn();
        }
        return number;
    }

    /** An mpint that is not negative, in its only allowed form. */
    BigInteger mpint() throws MalformedException {
        byte[] written = string();
        BigInteger number = written.length == 0 ? BigInteger.ZERO : new BigInteger(written);
        byte[] canonical = number.signum() == 0 ? new byte[0] : number.toByteArray();
        if (number.signum() < 0 || !Arrays.equals(canonical, written)) {
            throw torn();
        }
        return number;
    }

    /** Nothing may be left. */
    void end() throws MalformedException {
        if (hasMore()) {
            throw new MalformedException("something follows its end");
        }
    }

    private void need(int length) throws MalformedException {
        if (length > bytes.remaining()) {
            throw torn();
        }
    }

    private static MalformedException torn() {
        return new MalformedException("it is torn or damaged");
    }
}
