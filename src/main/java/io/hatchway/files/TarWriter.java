package io.hatchway.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;

/** Writes tar streams (POSIX pax), names byte for byte. */
final class TarWriter {
    private static final int BLOCK = 512;
    /** Two blocks of zeros. */
    private static final int END = 2 * BLOCK;

    private TarWriter() {}

    /**
     * The whole stream of one entry.
     *
     * @param content as many bytes as the header says
     */
    static InputStream stream(TarReader.Header header, InputStream content) {
        byte[] tail = new byte[(int) (-size(header) & (BLOCK - 1)) + END];
        return new SequenceInputStream(Collections.enumeration(
                List.of(new ByteArrayInputStream(head(header)), content, new ByteArrayInputStream(tail))));
    }

    /** The whole stream of entries without content, as links and folders are. */
    static InputStream stream(List<TarReader.Header> headers) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        headers.forEach(header -> all.writeBytes(head(header)));
        all.writeBytes(new byte[END]);
        return new ByteArrayInputStream(all.toByteArray());
    }

    private static long size(TarReader.Header header) {
        return header.type() == '0' ? header.stat().size() : 0;
    }

    private static byte[] head(TarReader.Header header) {
        long size = size(header);
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        String extended = record("path", header.name().latin1())
                + (header.link().latin1().isEmpty()
                        ? ""
                        : record("linkpath", header.link().latin1()))
                + record("size", Long.toString(size))
                + record("uid", Long.toString(header.stat().uid()))
                + record("gid", Long.toString(header.stat().gid()));
        byte[] records = extended.getBytes(ISO_8859_1);
        head.writeBytes(block('x', "extended", 0644, records.length, 0));
        head.writeBytes(records);
        head.writeBytes(new byte[-records.length & (BLOCK - 1)]);
        head.writeBytes(block(
                header.type(),
                "entry",
                header.stat().permissions(),
                size,
                header.stat().modified()));
        return head.toByteArray();
    }

    /** The length in front counts itself. */
    private static String record(String key, String value) {
        int rest = key.length() + value.length() + 3;
        int length = rest + Integer.toString(rest).length();
        length = rest + Integer.toString(length).length();
        return length + " " + key + "=" + value + "\n";
    }

    private static byte[] block(char type, String name, int mode, long size, long modified) {
        byte[] block = new byte[BLOCK];
        put(block, 0, name);
        put(block, 100, "%07o".formatted(mode));
        put(block, 108, "0000000");
        put(block, 116, "0000000");
        // The extended header says the size when it does not fit here.
        put(block, 124, "%011o".formatted(size & 077777777777L));
        put(block, 136, "%011o".formatted(Math.max(0, modified) & 077777777777L));
        block[156] = (byte) type;
        put(block, 257, "ustar\00000");
        put(block, 148, "        ");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xFF;
        }
        put(block, 148, "%06o\0 ".formatted(sum));
        return block;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
