package io.hatchway.sshd;

import java.io.IOException;
import org.apache.sshd.common.channel.AbstractChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A channel's data both ways, within its part of the budgets. */
final class ChannelFlow {
    private static final Logger LOG = LoggerFactory.getLogger("io.hatchway.sshd.Channel");

    private final AbstractChannel channel;
    private final Budgets.Part part;
    private final InputBudget.WindowAdjust adjust;
    private final ChannelInput input;

    /** @param adjust the channel's own, which MINA shows nobody else */
    ChannelFlow(AbstractChannel channel, Budgets.Part part, InputBudget.WindowAdjust adjust) {
        this.channel = channel;
        this.part = part;
        this.adjust = adjust;
        this.input = new ChannelInput(channel.getLocalWindow());
    }

    /** Room for a small window; false where there is none left. */
    boolean open() {
        return part.input().open();
    }

    /** A large window, where there is room. For the thread that reads the channel; see {@link InputBudget.Share}. */
    void enlarge() throws IOException {
        part.input().enlarge(channel, adjust);
    }

    /** The channel holds no input any more. Doing so twice is harmless. */
    void close() {
        part.input().close();
    }

    ChannelInput input() {
        return input;
    }

    ChannelOutput stdout() {
        return ChannelOutput.stdout(channel, part.output());
    }

    ChannelOutput stderr() {
        return ChannelOutput.stderr(channel, part.output());
    }

    /** Takes data that arrived; what comes behind the client's EOF is dropped. Never blocks. */
    void receive(byte[] data, int offset, long length) throws IOException {
        if (channel.isEofSignalled()) {
            drop(length);
        } else if (!channel.isClosing()) {
            input.receive(data, offset, Math.toIntExact(length));
        }
    }

    /** Gives back the window of data that nobody wants. */
    void drop(long length) throws IOException {
        channel.getLocalWindow().release(length);
    }

    /** Nobody reads any more; the client's window is kept open where that can be. */
    void discard() {
        try {
            input.discard();
        } catch (IOException | RuntimeException stuck) {
            LOG.debug("input nobody read could not be given back", stuck);
        }
    }
}
