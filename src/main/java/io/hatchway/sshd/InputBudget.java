package io.hatchway.sshd;

/**
 * What all channels together may hold of input that nobody has read: the sum of their windows never exceeds it.
 *
 * <p>A channel starts with a small window, which is plenty for a terminal, and gets a large one when it turns out to be
 * a transfer, as long as half of the budget is free. So a few with many transfers make others slower, and the small
 * windows that are left are refused to nobody until far more channels are open than anybody needs.
 */
final class InputBudget {
    static final long SMALL = 64 * 1024;
    static final long LARGE = 2 * 1024 * 1024;

    private final long most;
    private long promised;

    InputBudget(long most) {
        this.most = most;
    }

    /** A share of the budget; to be {@linkplain Share#close closed} when the channel holds nothing any more. */
    final class Share {
        private long held;
        private boolean closed;

        private Share() {}

        /** Room for a small window; false where there is none left. */
        boolean open() {
            return grow(SMALL, most);
        }

        /** Room for a large window in place of the small one; false where there is none to spare. */
        boolean enlarge() {
            return grow(LARGE, most / 2);
        }

        private boolean grow(long wanted, long limit) {
            synchronized (InputBudget.this) {
                if (closed || promised - held + wanted > limit) {
                    return false;
                }
                promised += wanted - held;
                held = wanted;
                return true;
            }
        }

        /** Gives it back. Doing so twice is harmless. */
        void close() {
            synchronized (InputBudget.this) {
                promised -= held;
                held = 0;
                closed = true;
            }
        }
    }

    Share share() {
        return new Share();
    }

    synchronized long promised() {
        return promised;
    }
}
