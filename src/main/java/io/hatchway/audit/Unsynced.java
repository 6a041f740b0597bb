package io.hatchway.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/** What was written to a file since all of it was on disk, kept to be written once more when a sync fails. */
final class Unsynced {
    private static final int MOST = 16 << 20;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean doubtful;

    /** @throws IOException when syncs have failed for so long that no more may wait for one */
    void checkRoom(int more) throws IOException {
        if (doubtful && bytes.size() + more > MOST) {
            throw new IOException("what was written before is still not on disk");
        }
    }

    void add(byte[] more) {
        bytes.writeBytes(more);
    }

    void dropLast(long count) {
        byte[] before = bytes.toByteArray();
        bytes.reset();
        bytes.writeBytes(Arrays.copyOf(before, (int) Math.max(0, before.length - count)));
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** From now on it counts as lost, until {@link #clear} says that it is on disk. */
    void doubt() {
        doubtful = true;
    }

    boolean isDoubtful() {
        return doubtful;
    }

    void clear() {
        bytes.reset();
        doubtful = false;
    }
}
