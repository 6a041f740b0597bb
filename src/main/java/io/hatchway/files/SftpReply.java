package io.hatchway.files;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** A reply being written (draft-ietf-secsh-filexfer-02, 3). */
final class SftpReply {
    private final ByteArrayOutputStream bytes;

    private SftpReply(int type, int room) {
        bytes = new ByteArrayOutputStream(room);
        uint32(0);
        bytes.write(type);
    }

    static SftpReply of(int type) {
        return new SftpReply(type, 64);
    }

    static SftpReply to(int request, int type) {
        return of(type).uint32(request);
    }

    /** The whole packet of a reply with a file's bytes, copied once. */
    static byte[] data(int request, int type, byte[] array, int from, int length) {
        ByteBuffer packet = ByteBuffer.allocate(13 + length);
        return packet.putInt(packet.capacity() - Integer.BYTES)
                .put((byte) type)
                .putInt(request)
                .putInt(length)
                .put(array, from, length)
                .array();
    }

    static SftpReply large(int request, int type, int room) {
        return new SftpReply(type, room + 32).uint32(request);
    }

    SftpReply uint32(long number) {
        bytes.write((int) (number >>> 24));
        bytes.write((int) (number >>> 16));
        bytes.write((int) (number >>> 8));
        bytes.write((int) number);
        return this;
    }

    SftpReply uint64(long number) {
        return uint32(number >>> 32).uint32(number);
    }

    SftpReply string(byte[] string) {
        return string(string, 0, string.length);
    }

    SftpReply string(byte[] string, int from, int length) {
        uint32(length);
        bytes.write(string, from, length);
        return this;
    }

    SftpReply string(FilePath name) {
        return string(name.bytes());
    }

    SftpReply text(String text) {
        return string(FilePath.ofText(text));
    }

    SftpReply attributes(FileStat stat) {
        return uint32(15)
                .uint64(stat.size())
                .uint32(stat.uid())
                .uint32(stat.gid())
                .uint32(stat.mode())
                .uint32(stat.accessed())
                .uint32(stat.modified());
    }

    int size() {
        return bytes.size();
    }

    /** The whole packet, its length in front. */
    byte[] packet() {
        byte[] packet = bytes.toByteArray();
        ByteBuffer.wrap(packet).putInt(packet.length - Integer.BYTES);
        return packet;
    }
}
