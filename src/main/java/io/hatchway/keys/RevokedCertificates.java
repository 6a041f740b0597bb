package io.hatchway.keys;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which of one authority's certificates are revoked (PROTOCOL.krl, certificate sections). Serials are unsigned. */
final class RevokedCertificates {
    private final Set<Long> serials = new HashSet<>();
    private final List<Range> ranges = new ArrayList<>();
    private final List<Bitmap> bitmaps = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    private record Range(long first, long last) {
        boolean contains(long serial) {
            return Long.compareUnsigned(serial, first) >= 0 && Long.compareUnsigned(serial, last) <= 0;
        }
    }

    private record Bitmap(long first, BigInteger bits) {
        boolean contains(long serial) {
            long bit = serial - first;
            return Long.compareUnsigned(serial, first) >= 0
                    && Long.compareUnsigned(bit, bits.bitLength()) < 0
                    && bits.testBit((int) bit);
        }
    }

    /** Adds what a section says, after its authority. */
    void read(WireReader section) throws MalformedException {
        while (section.hasMore()) {
            int kind = section.uint8();
            WireReader content = section.nested();
            switch (kind) {
                case 0x20 -> {
                    while (content.hasMore()) {
                        serials.add(content.uint64());
                    }
                }
                case 0x21 -> {
                    Range range = new Range(content.uint64(), content.uint64());
                    if (Long.compareUnsigned(range.first, range.last) > 0) {
                        throw new MalformedException("a range of serials in it ends before it begins");
                    }
                    ranges.add(range);
                }
                case 0x22 -> bitmaps.add(new Bitmap(content.uint64(), content.mpint()));
                case 0x23 -> {
                    while (content.hasMore()) {
                        ids.add(content.text());
                    }
                }
                case 0x39 -> RevocationList.extension(content);
                default -> throw new MalformedException("it revokes certificates in a way nobody here knows");
            }
            content.end();
        }
    }

    /** A serial of zero is what a certificate has that was given none: no list of serials can mean it. */
    boolean contains(long serial, String id) {
        return ids.contains(id) || (serial != 0 && containsSerial(serial));
    }

    private boolean containsSerial(long serial) {
        return serials.contains(serial)
                || ranges.stream().anyMatch(range -> range.contains(serial))
                || bitmaps.stream().anyMatch(bitmap -> bitmap.contains(serial));
    }
}
