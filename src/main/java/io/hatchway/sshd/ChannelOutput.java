package io.hatchway.sshd;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.AbstractChannel;
import org.apache.sshd.common.channel.RemoteWindow;
import org.apache.sshd.common.util.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A channel's stdout or stderr: each write leaves in packets at once, none is held for a later one.
 *
 * <p>A write blocks while the client's window is closed, for as long as it takes, and while more than a fixed amount is
 * on its way to the network: a client with a huge window that reads nothing must not fill the heap ({@link OutputBudget}).
 * Never call it on one of MINA's own threads.
 */
final class ChannelOutput extends OutputStream {
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(3650);
    private static final int PACKET_OVERHEAD = 64;
    /** What a packet on its way takes beside its data: a client may ask for packets of one byte. */
    private static final int PACKET_COST = 512;

    private static final int LONGEST = OutputBudget.PACKET - PACKET_COST;

    private final AbstractChannel channel;
    private final RemoteWindow window;
    private final byte message;
    private final OutputBudget.OfChannel inFlight;
    private volatile @Nullable Runnable dropped;

    private ChannelOutput(AbstractChannel channel, byte message, OutputBudget.OfChannel inFlight) {
        this.channel = channel;
        this.window = channel.getRemoteWindow();
        this.message = message;
        this.inFlight = inFlight;
    }

    /**
     * @param inFlight what may be on its way, shared by the outputs of a channel
     */
    static ChannelOutput stdout(AbstractChannel channel, OutputBudget.OfChannel inFlight) {
        return new ChannelOutput(channel, SshConstants.SSH_MSG_CHANNEL_DATA, inFlight);
    }

    static ChannelOutput stderr(AbstractChannel channel, OutputBudget.OfChannel inFlight) {
        return new ChannelOutput(channel, SshConstants.SSH_MSG_CHANNEL_EXTENDED_DATA, inFlight);
    }

    /** The client wants no more of this: what is written from here on is dropped, and told each time. */
    void discard(Runnable whenDropped) {
        dropped = whenDropped;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            int sent = 0;
            while (sent < length) {
                Runnable whenDropped = dropped;
                if (whenDropped != null) {
                    whenDropped.run();
                    return;
                }
                long space = window.waitForSpace(AS_LONG_AS_IT_TAKES);
                int count = (int) Math.min(Math.min(length - sent, space), Math.min(window.getPacketSize(), LONGEST));
                // Another thread may have used the space since; then this waits again.
                window.waitAndConsume(count, AS_LONG_AS_IT_TAKES);
                inFlight.take(count + PACKET_COST);
                send(bytes, offset + sent, count);
                sent += count;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the client");
        }
    }

    private void send(byte[] bytes, int offset, int length) throws IOException {
        Buffer packet = channel.getSession().createBuffer(message, length + PACKET_OVERHEAD);
        packet.putUInt(channel.getRecipient());
        if (message == SshConstants.SSH_MSG_CHANNEL_EXTENDED_DATA) {
            packet.putUInt(SshConstants.SSH_EXTENDED_DATA_STDERR);
        }
        packet.putBytes(bytes, offset, length);
        boolean handedOver = false;
        try {
            channel.writePacket(packet).addListener(written -> inFlight.give(length + PACKET_COST));
            handedOver = true;
        } finally {
            if (!handedOver) {
                inFlight.give(length + PACKET_COST);
            }
        }
        if (channel.isClosing()) {
            throw new IOException("the channel is closing");
        }
    }
}
