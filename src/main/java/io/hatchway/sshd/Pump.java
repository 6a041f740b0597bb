package io.hatchway.sshd;

import io.hatchway.container.Program.OutputRejectedException;
import io.hatchway.session.Ending;
import io.hatchway.session.Forward;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins a channel to a forward: what one side sends reaches the other, and so does the end of it, each way on its own.
 * Whoever takes nothing holds the other up and nobody else.
 */
final class Pump {
    private static final Logger LOG = LoggerFactory.getLogger("io.hatchway.sshd.Channel");
    private static final int SMALL = 4 * 1024;
    private static final int LARGE = 128 * 1024;
    /** For how long what a client sent before it closed its channel may take to be passed on. */
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private final ChannelFlow flow;
    private final ChannelInput input;
    private final OutputStream out;
    private final Eof eof;
    private final Forward forward;
    private final CountDownLatch drained = new CountDownLatch(1);

    Pump(ChannelFlow flow, Eof eof, Forward forward) {
        this.flow = flow;
        this.input = flow.input();
        this.out = flow.stdout();
        this.eof = eof;
        this.forward = forward;
    }

    /** Tells a client that nothing more is sent to it. */
    interface Eof {
        void send() throws IOException;
    }

    /** Returns when both ways have ended, or one of them was broken off. */
    void run() throws InterruptedException {
        Thread up = Thread.ofVirtual()
                .name(Thread.currentThread().getName() + " up")
                .start(this::toContainer);
        try {
            toClient();
        } catch (OutputRejectedException clientGone) {
            // What it has sent before is passed on all the same: see clientClosed.
            input.end();
        } catch (IOException brokenOff) {
            LOG.debug("a forward broke off on its way to the client", brokenOff);
            input.end();
            forward.end(Ending.BROKEN_OFF);
        }
        up.join();
    }

    /**
     * The client has closed its channel. What it sent before is still passed on, for a while, unless its whole connection is
     * gone. Never blocks.
     */
    void clientClosed(boolean connectionIsGone) {
        input.end();
        Thread.ofVirtual().name("drain").start(() -> {
            try {
                if (!connectionIsGone && drained.await(DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                    forward.close();
                    return;
                }
            } catch (InterruptedException nobodyDoes) {
                Thread.currentThread().interrupt();
            }
            forward.end(Ending.CLIENT_GONE);
        });
    }

    private void toClient() throws IOException {
        byte[] buffer = new byte[SMALL];
        for (int count; (count = forward.read(buffer, 0, buffer.length)) >= 0; ) {
            try {
                out.write(buffer, 0, count);
            } catch (IOException gone) {
                throw new OutputRejectedException(gone);
            }
            if (count == buffer.length && buffer.length < LARGE) {
                buffer = new byte[LARGE];
            } else if (count < SMALL && buffer.length > SMALL) {
                buffer = new byte[SMALL];
            }
        }
        try {
            eof.send();
        } catch (IOException gone) {
            throw new OutputRejectedException(gone);
        }
    }

    private void toContainer() {
        byte[] buffer = new byte[SMALL];
        long passed = 0;
        boolean large = false;
        try {
            for (int count; (count = input.read(buffer, 0, buffer.length)) >= 0; ) {
                forward.write(buffer, 0, count);
                passed += count;
                if (count == buffer.length && buffer.length < LARGE) {
                    buffer = new byte[LARGE];
                } else if (count < SMALL && buffer.length > SMALL) {
                    buffer = new byte[SMALL];
                }
                if (!large && passed > InputBudget.SMALL) {
                    large = true;
                    flow.enlarge();
                }
            }
            forward.finish();
        } catch (IOException notTaken) {
            // What the other side still says is passed on all the same.
            LOG.debug("a forward broke off on its way to the container", notTaken);
            flow.discard();
        } finally {
            drained.countDown();
        }
    }
}
