package io.hatchway.sshd;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.sshd.common.channel.AbstractChannel;
import org.apache.sshd.core.CoreModuleProperties;

/**
 * What all channels together may hold of input that nobody has read: the sum of their windows never exceeds it.
 *
 * <p>A channel starts with a small window, which is plenty for a terminal, and gets a large one when it turns out to be
 * a transfer, as long as half of the budget is free. So a few with many transfers make others slower, and the small
 * windows that are left are refused to nobody until far more channels are open than anybody needs. One identity gets half of
 * it at most, and half of that for large windows.
 */
final class InputBudget {
    static final long SMALL = 64 * 1024;
    static final long LARGE = 2 * 1024 * 1024;

    private final long most;
    private final Map<String, Long> perIdentity = new HashMap<>();
    private long promised;

    InputBudget(long most) {
        this.most = most;
    }

    /** Tells a channel's client that it may send so many bytes more. */
    interface WindowAdjust {
        void send(long more) throws IOException;
    }

    /** A share of the budget; to be {@linkplain Share#close closed} when the channel holds nothing any more. */
    final class Share {
        private final String identity;
        private long held;
        private boolean closed;

        private Share(String identity) {
            this.identity = identity;
        }

        /** Room for a small window; false where there is none left. */
        boolean open() {
            return grow(SMALL, most, most / 2);
        }

        /** Room for a large window in place of the small one; false where there is none to spare. */
        boolean enlarge() {
            return grow(LARGE, most / 2, most / 4);
        }

        /**
         * The same with the window itself, where there is room. For the thread that reads the channel: nobody may give any
         * of its window back meanwhile.
         */
        void enlarge(AbstractChannel channel, WindowAdjust adjust) throws IOException {
            if (enlarge()) {
                long had = channel.getLocalWindow().getSize();
                // What may have come already is held beside it.
                long wanted = LARGE - SMALL;
                CoreModuleProperties.WINDOW_SIZE.set(channel, wanted);
                channel.getLocalWindow().init(channel);
                adjust.send(wanted - had);
            }
        }

        private boolean grow(long wanted, long limit, long ownLimit) {
            synchronized (InputBudget.this) {
                long more = wanted - held;
                if (closed || promised + more > limit || perIdentity.getOrDefault(identity, 0L) + more > ownLimit) {
                    return false;
                }
                promise(identity, more);
                held = wanted;
                return true;
            }
        }

        /** Gives it back. Doing so twice is harmless. */
        void close() {
            synchronized (InputBudget.this) {
                promise(identity, -held);
                held = 0;
                closed = true;
            }
        }
    }

    private void promise(String identity, long more) {
        promised += more;
        perIdentity.merge(identity, more, Long::sum);
        perIdentity.remove(identity, 0L);
    }

    /** @param identity whose channel it is for */
    Share share(String identity) {
        return new Share(identity);
    }

    synchronized long promised() {
        return promised;
    }
}
