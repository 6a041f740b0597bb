package io.hatchway.docker;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * JSON whose strings are cut where they are longer than any that means something. Who may create containers writes their
 * labels, of any length, and every listing has the labels of all.
 */
final class ShortStrings extends FilterInputStream {
    /** In bytes. The library reads no name of more than 50,000 characters. */
    static final int LONGEST = 32 * 1024;

    private static final int PENDING = -1;
    private static final int HEX_DIGITS = 4;

    private final long most;
    private long kept;
    private boolean inside;
    private boolean cutting;
    private int length;
    /** Bytes that are left of an escape; {@link #PENDING} behind its backslash. */
    private int escape;

    /** @param most bytes of a whole document; a longer one fails with a {@link StreamConstraintsException} */
    ShortStrings(InputStream json, long most) {
        super(json);
        this.most = most;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int room) throws IOException {
        if (room == 0) {
            return 0;
        }
        int left = 0;
        while (left == 0) {
            int count = in.read(into, offset, room);
            if (count < 0) {
                return count;
            }
            for (int at = offset; at < offset + count; at++) {
                if (isKept(into[at])) {
                    into[offset + left++] = into[at];
                }
            }
        }
        kept += left;
        if (kept > most) {
            throw new StreamConstraintsException("it is longer than " + most / (1024 * 1024) + " MiB");
        }
        return left;
    }

    private boolean isKept(byte one) {
        if (!inside) {
            inside = one == '"';
            cutting = false;
            length = 0;
            return true;
        }
        if (escape != 0) {
            escape = escape == PENDING ? (one == 'u' ? HEX_DIGITS : 0) : escape - 1;
            return !cutting;
        }
        if (one == '"') {
            inside = false;
            return true;
        }
        // Only before a character: neither within one of several bytes nor within an escape.
        cutting |= ++length > LONGEST && (one & 0xC0) != 0x80;
        if (one == '\\') {
            escape = PENDING;
        }
        return !cutting;
    }

    @Override
    public int available() {
        return 0;
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, LONGEST)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
