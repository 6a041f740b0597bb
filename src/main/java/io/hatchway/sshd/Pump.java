package io.hatchway.sshd;

import io.hatchway.container.Duplex;
import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins a channel to a connection in a container: what one side sends reaches the other, and so does the end of it, each
 * way on its own. Whoever takes nothing holds the other up and nobody else.
 *
 * @param out the channel's data
 */
record Pump(Client client, ChannelInput input, OutputStream out, Duplex connection) {
    private static final Logger LOG = LoggerFactory.getLogger("io.hatchway.sshd.Channel");
    private static final int SMALL = 4 * 1024;
    private static final int LARGE = 128 * 1024;

    /** What is told the client beside data. */
    interface Client {

        /** It sends much: its window may be made larger, by the thread that reads its input. */
        void sendsMuch() throws IOException;

        /** Nothing more is sent to it. */
        void finish() throws IOException;
    }

    /** Returns when both ways have ended, or one of them was broken off. */
    void run() throws InterruptedException {
        Thread up = Thread.ofVirtual()
                .name(Thread.currentThread().getName() + " up")
                .start(this::toContainer);
        boolean whole = toClient();
        if (!whole) {
            input.end();
            connection.close();
        }
        up.join();
    }

    private boolean toClient() {
        byte[] buffer = new byte[SMALL];
        try {
            for (int count; (count = connection.read(buffer, 0, buffer.length)) >= 0; ) {
                out.write(buffer, 0, count);
                if (count == buffer.length && buffer.length < LARGE) {
                    buffer = new byte[LARGE];
                } else if (count < SMALL && buffer.length > SMALL) {
                    buffer = new byte[SMALL];
                }
            }
            client.finish();
            return true;
        } catch (IOException brokenOff) {
            LOG.debug("a forward broke off on its way to the client", brokenOff);
            return false;
        }
    }

    private void toContainer() {
        byte[] buffer = new byte[SMALL];
        long passed = 0;
        boolean large = false;
        try {
            for (int count; (count = input.read(buffer, 0, buffer.length)) >= 0; ) {
                connection.write(buffer, 0, count);
                passed += count;
                if (count == buffer.length && buffer.length < LARGE) {
                    buffer = new byte[LARGE];
                } else if (count < SMALL && buffer.length > SMALL) {
                    buffer = new byte[SMALL];
                }
                if (!large && passed > InputBudget.SMALL) {
                    large = true;
                    client.sendsMuch();
                }
            }
            connection.finish();
        } catch (IOException notTaken) {
            // What the other side still says is passed on all the same.
            LOG.debug("a forward broke off on its way to the container", notTaken);
            discard();
        }
    }

    private void discard() {
        try {
            input.discard();
        } catch (IOException | RuntimeException gone) {
            LOG.debug("the client's window cannot be kept open", gone);
        }
    }
}
