package io.hatchway.files;

import java.net.ProtocolException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A request as it came, read from front to back (draft-ietf-secsh-filexfer-02, 3). */
final class SftpPacket {
    private static final int SIZE = 1;
    private static final int OWNER = 2;
    private static final int MODE = 4;
    private static final int TIMES = 8;

    private final byte[] bytes;
    private final ByteBuffer buffer;

    SftpPacket(byte[] bytes) {
        this.bytes = bytes;
        this.buffer = ByteBuffer.wrap(bytes);
    }

    int type() throws ProtocolException {
        return take(buffer::get) & 0xFF;
    }

    int uint32() throws ProtocolException {
        return take(buffer::getInt);
    }

    long uint64() throws ProtocolException {
        return take(buffer::getLong);
    }

    byte[] string() throws ProtocolException {
        byte[] string = new byte[length()];
        buffer.get(string);
        return string;
    }

    FilePath path() throws ProtocolException {
        FilePath path = FilePath.of(string());
        if (path.latin1().indexOf('\0') >= 0) {
            throw new ProtocolException("a name with a NUL");
        }
        return path;
    }

    String text() throws ProtocolException {
        return FilePath.of(string()).latin1();
    }

    /** The number this server gave out as a handle; what is not one of ours is -1. */
    int handle() throws ProtocolException {
        byte[] handle = string();
        return handle.length == Integer.BYTES ? ByteBuffer.wrap(handle).getInt() : -1;
    }

    /** The string that ends a write, left where it is. */
    Op.Write write(int file, long offset) throws ProtocolException {
        int length = length();
        return new Op.Write(file, offset, bytes, buffer.position(), length);
    }

    Changes changes() throws ProtocolException {
        int flags = uint32();
        Optional<Long> size = (flags & SIZE) != 0 ? Optional.of(uint64()) : Optional.empty();
        Optional<Changes.Owner> owner = Optional.empty();
        if ((flags & OWNER) != 0) {
            owner = Optional.of(new Changes.Owner(Integer.toUnsignedLong(uint32()), Integer.toUnsignedLong(uint32())));
        }
        Optional<Integer> mode = (flags & MODE) != 0 ? Optional.of(uint32() & 07777) : Optional.empty();
        Optional<Changes.Times> times = Optional.empty();
        if ((flags & TIMES) != 0) {
            times = Optional.of(new Changes.Times(Integer.toUnsignedLong(uint32()), Integer.toUnsignedLong(uint32())));
        }
        return new Changes(size.filter(bytes -> bytes >= 0), mode, owner, times);
    }

    private int length() throws ProtocolException {
        int length = uint32();
        if (length < 0 || length > buffer.remaining()) {
            throw new ProtocolException("a string longer than its packet");
        }
        return length;
    }

    private interface Taking<T> {
        T take();
    }

    private static <T> T take(Taking<T> taking) throws ProtocolException {
        try {
            return taking.take();
        } catch (BufferUnderflowException short_) {
            throw new ProtocolException("a packet that is too short");
        }
    }
}
