package io.hatchway.sshd;

import io.hatchway.container.Duplex;
import io.hatchway.session.Connection;
import io.hatchway.session.Forward;
import io.hatchway.session.ForwardRefusedException;
import io.hatchway.session.Forwards;
import io.hatchway.session.ReverseListening;
import io.hatchway.session.UnrecordedException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A channel the gateway opens to the client, for a connection that a program in the container has made. */
final class ReverseChannel extends AbstractClientChannel {
    private static final Logger LOG = LoggerFactory.getLogger("io.hatchway.sshd.Channel");

    private final Forwards forwards;
    private final ReverseListening listening;
    private final Duplex stream;
    private final Consumer<Buffer> origin;
    private final ChannelFlow flow;
    private final Coupling coupling;
    private boolean begun;

    private ReverseChannel(
            String type,
            Forwards forwards,
            ReverseListening listening,
            Duplex stream,
            Consumer<Buffer> origin,
            Budgets.Part part) {
        super(type);
        this.forwards = forwards;
        this.listening = listening;
        this.stream = stream;
        this.origin = origin;
        this.flow = new ChannelFlow(this, part, this::sendWindowAdjust);
        this.coupling = new Coupling(this, flow, this::sendEof, forwards);
        addCloseFutureListener(closed -> flow.close());
    }

    /**
     * Makes such channels, of one type.
     *
     * @param most of them on one connection at once
     */
    record Maker(String type, Forwards forwards, Budgets budgets, int most) {

        /**
         * Opens one. The connection into the container is closed where that cannot be.
         *
         * @param origin writes what the type says beside what every channel does
         */
        void open(ConnectionService service, ReverseListening listening, Duplex stream, Consumer<Buffer> origin) {
            Budgets.Part part = budgets.part(service.getSession());
            if (Connections.channels(service, ReverseChannel.class) >= most
                    || !part.input().open()) {
                part.input().close();
                stream.close();
                LOG.warn(
                        "connection {}: a program's connection is turned away: there are too many",
                        Connections.id(service.getSession()));
                return;
            }
            ReverseChannel channel = new ReverseChannel(type, forwards, listening, stream, origin, part);
            try {
                service.registerChannel(channel);
                channel.open();
            } catch (IOException | RuntimeException gone) {
                LOG.debug("a program's connection cannot be passed on", gone);
                stream.close();
                channel.close(true);
            }
        }
    }

    @Override
    protected void configureWindow() {
        CoreModuleProperties.WINDOW_SIZE.set(this, InputBudget.SMALL);
        super.configureWindow();
    }

    @Override
    public synchronized OpenFuture open() throws IOException {
        OpenFuture opening = new DefaultOpenFuture(this, futureLock);
        openFuture = opening;
        Buffer packet = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN, 256);
        packet.putString(getChannelType());
        packet.putUInt(getChannelId());
        packet.putUInt(getLocalWindow().getSize());
        packet.putUInt(getLocalWindow().getPacketSize());
        origin.accept(packet);
        writePacket(packet);
        return opening;
    }

    /** The client has agreed. */
    @Override
    protected void doOpen() {
        synchronized (this) {
            begun = true;
        }
        Thread.ofVirtual()
                .name("forward " + Connections.id(getSession()) + " " + getChannelId())
                .start(this::serve);
    }

    private void serve() {
        Optional<Connection> connection = Connections.of(getSession(), getChannelId());
        if (connection.isEmpty()) {
            stream.close();
            close(true);
            return;
        }
        try (Forward opened = forwards.accepted(connection.get(), listening, stream)) {
            if (coupling.begin(opened)) {
                coupling.run(opened);
            }
        } catch (ForwardRefusedException refused) {
            LOG.warn("connection {}: {}", Connections.id(getSession()), refused.sentence());
        } catch (UnrecordedException unrecorded) {
            LOG.error("a forward is closed again: it cannot be recorded", unrecorded.getCause());
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
        } finally {
            stream.close();
            close(false);
        }
    }

    @Override
    protected void doWriteData(byte[] data, int offset, long length) throws IOException {
        flow.receive(data, offset, length);
    }

    /** There is none in a forward; its window is given back. */
    @Override
    protected void doWriteExtendedData(byte[] data, int offset, long length) throws IOException {
        flow.drop(length);
    }

    @Override
    public void handleEof() throws IOException {
        super.handleEof();
        flow.input().end();
    }

    @Override
    public void handleOpenFailure(Buffer buffer) {
        super.handleOpenFailure(buffer);
        close(true);
    }

    @Override
    protected void preClose() {
        boolean served;
        synchronized (this) {
            served = begun;
        }
        if (!coupling.end() && !served) {
            // Not on this thread, which receives for everybody: the way to the container may be blocked.
            Thread.startVirtualThread(stream::close);
        }
        flow.input().end();
        super.preClose();
    }
}
