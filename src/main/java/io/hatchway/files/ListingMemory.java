package io.hatchway.files;

import java.util.concurrent.atomic.AtomicLong;

/** What listings of folders may hold of the gateway's memory, over all sessions. Any thread may take and give. */
final class ListingMemory {
    /** The one of this gateway: so many listings that nobody else has room are refused. */
    static final ListingMemory ALL = new ListingMemory(Runtime.getRuntime().maxMemory() / 8);

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    ListingMemory(long most) {
        this.most = most;
    }

    /** Takes so many bytes, or none. */
    boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= most) {
            return true;
        }
        give(bytes);
        return false;
    }

    void give(long bytes) {
        taken.addAndGet(-bytes);
    }
}
