package io.hatchway.sshd;

import io.hatchway.session.Ending;
import io.hatchway.session.Forward;
import io.hatchway.session.Forwards;
import io.hatchway.session.UnrecordedException;
import org.apache.sshd.common.channel.AbstractChannel;
import org.jspecify.annotations.Nullable;

/** Holds a channel and its forward together: whichever ends ends the other. */
final class Coupling {
    private final AbstractChannel channel;
    private final ChannelFlow flow;
    private final Pump.Eof eof;
    private final Forwards forwards;
    private volatile @Nullable Forward forward;
    private volatile @Nullable Pump pump;

    /** @param eof tells the client that nothing more is sent */
    Coupling(AbstractChannel channel, ChannelFlow flow, Pump.Eof eof, Forwards forwards) {
        this.channel = channel;
        this.flow = flow;
        this.eof = eof;
        this.forwards = forwards;
    }

    /** From here on the forward ends with the channel. False where that has closed already. */
    boolean begin(Forward opened) {
        forward = opened;
        return !channel.isClosing();
    }

    boolean hasBegun() {
        return forward != null;
    }

    /** Puts the forward on record and passes on what both sides send; returns when both ways have ended. */
    void run(Forward begun) throws UnrecordedException, InterruptedException {
        forwards.putOnRecord(begun);
        Pump joined = new Pump(flow, eof, begun);
        pump = joined;
        if (channel.isClosing()) {
            joined.clientClosed(true);
        }
        joined.run();
    }

    /** The channel closes. Never blocks. False where there is no forward yet. */
    boolean end() {
        Forward begun = forward;
        Pump joined = pump;
        if (joined != null) {
            joined.clientClosed(channel.getSession().isClosing());
        } else if (begun != null) {
            // Not on this thread, which receives for everybody: the way to the container may be blocked.
            Thread.startVirtualThread(() -> begun.end(Ending.CLIENT_GONE));
        }
        return begun != null;
    }
}
