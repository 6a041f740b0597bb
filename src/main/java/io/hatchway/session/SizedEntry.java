package io.hatchway.session;

import io.hatchway.container.Size;
import io.hatchway.files.FileEvent;
import java.io.IOException;
import java.util.Optional;

/**
 * An entry that has the window's newest size before all that is written for it. Not when the size changes, where nobody
 * may wait for a disk: a client can change it as fast as it can send, and what counts is the size that output is written
 * for.
 */
final class SizedEntry {
    private final Chronicle.Entry entry;
    private final Controls controls;
    private final Object writing = new Object();
    private Optional<Size> written;

    SizedEntry(Chronicle.Entry entry, Controls controls) {
        this.entry = entry;
        this.controls = controls;
        this.written = controls.asked();
    }

    /** Takes the size there is now. */
    void resize() {
        if (!controls.isResized()) {
            return;
        }
        synchronized (writing) {
            Optional<Size> now = controls.size();
            if (!now.equals(written)) {
                written = now;
                now.ifPresent(entry::resize);
            }
        }
    }

    void output(byte[] bytes, int offset, int length) throws IOException {
        resize();
        entry.output(bytes, offset, length);
    }

    void file(FileEvent event, Optional<String> failure) {
        entry.file(event, failure);
    }

    void end(Exit exit) {
        resize();
        entry.end(exit);
    }
}
