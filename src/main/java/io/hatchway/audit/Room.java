package io.hatchway.audit;

import java.io.IOException;
import java.nio.file.Path;

/** The free space a folder's file system must have left. */
record Room(Path folder, long least) {

    /** @throws IOException when there is less; the message says how much */
    void check() throws IOException {
        long free = folder.toFile().getUsableSpace();
        if (free < least) {
            throw new IOException("only " + free / 1024 + " KiB are free on the file system of " + folder + ", and "
                    + least / 1024 + " KiB must be (audit.min_free)");
        }
    }
}
