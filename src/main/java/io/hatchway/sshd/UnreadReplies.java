package io.hatchway.sshd;

import org.apache.sshd.common.io.IoSession;

/**
 * Replies and other small messages on their way to a client. While it does not read them, nothing more is read from it,
 * so that it gets no more of them. Never blocks.
 */
final class UnreadReplies {
    private static final long MOST = 64 * 1024;

    /** What a message takes beside its bytes. */
    private static final int MESSAGE_COST = 512;

    private final IoSession connection;
    private long unread;
    private boolean suspended;

    UnreadReplies(IoSession connection) {
        this.connection = connection;
    }

    /** What a message counts for. */
    static long cost(int bytes) {
        return (long) bytes + MESSAGE_COST;
    }

    /**
     * Counts what is on its way, or what has arrived.
     *
     * @param more less than 0 for what has arrived
     * @param exchangingKeys during a key exchange nothing is sent until the client has ended it
     * @return false where waiting for the client would be for ever
     */
    synchronized boolean add(long more, boolean exchangingKeys) {
        unread += more;
        if (!suspended && unread > MOST) {
            suspended = true;
            connection.suspendRead();
            return !exchangingKeys;
        }
        if (suspended && unread < MOST / 2) {
            suspended = false;
            connection.resumeRead();
        }
        return true;
    }
}
