package io.hatchway.sshd;

import io.hatchway.access.Grant;
import io.hatchway.access.Policy;
import io.hatchway.audit.AuditEvent;
import io.hatchway.audit.Who;
import io.hatchway.container.Destination;
import io.hatchway.session.Connection;
import io.hatchway.session.Ending;
import io.hatchway.session.Forward;
import io.hatchway.session.ForwardRefusedException;
import io.hatchway.session.Forwards;
import io.hatchway.session.Printable;
import io.hatchway.session.UnrecordedException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.helpers.AbstractConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.BufferException;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.channel.AbstractServerChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection a client opens to a place in its container's network: {@code direct-tcpip} (RFC 4254, 7.2) and
 * {@code direct-streamlocal@openssh.com} (OpenSSH's PROTOCOL, 2.4). Where it may lead is decided by {@link Forwards};
 * the gateway itself never connects to anything for it outside of a container.
 */
final class ForwardChannel extends AbstractServerChannel {
    private static final Logger LOG = LoggerFactory.getLogger("io.hatchway.sshd.Channel");
    private static final int LONGEST_PLACE = 4096;
    private static final int LAST_PORT = 65_535;
    private static final Destination NOWHERE = new Destination.Socket("");

    private final Parts parts;
    private final Function<Buffer, Destination> destination;
    private final InputBudget.Share share;
    private final OutputBudget.OfChannel inFlight;
    private final ChannelInput input = new ChannelInput(getLocalWindow());
    private volatile @Nullable Forward forward;
    private volatile @Nullable Pump pump;

    /** What all of them use. */
    private record Parts(Forwards forwards, Supplier<Policy> policy, int most, Consumer<AuditEvent> audit) {}

    private ForwardChannel(
            Parts parts,
            Function<Buffer, Destination> destination,
            InputBudget.Share share,
            OutputBudget.OfChannel inFlight) {
        super(null);
        this.parts = parts;
        this.destination = destination;
        this.share = share;
        this.inFlight = inFlight;
    }

    /** Makes these for all types of channel that lead into a container. */
    static List<ChannelFactory> factories(
            Forwards forwards,
            Supplier<Policy> policy,
            Limits limits,
            InputBudget input,
            OutputBudget output,
            Consumer<AuditEvent> audit) {
        Parts parts = new Parts(forwards, policy, limits.forwards(), audit);
        return List.of(
                factory("direct-tcpip", parts, ForwardChannel::port, input, output),
                factory("direct-streamlocal@openssh.com", parts, ForwardChannel::socket, input, output));
    }

    private static ChannelFactory factory(
            String type,
            Parts parts,
            Function<Buffer, Destination> destination,
            InputBudget input,
            OutputBudget output) {
        return new ChannelFactory() {
            @Override
            public String getName() {
                return type;
            }

            @Override
            public Channel createChannel(Session connection) {
                String identity = KeyGate.grant(connection)
                        .map(grant -> grant.identity().fingerprint())
                        .orElse("");
                return new ForwardChannel(
                        parts,
                        destination,
                        input.share(identity),
                        output.of(connection).channel());
            }
        };
    }

    private static Destination port(Buffer buffer) {
        return new Destination.Port(buffer.getString(), buffer.getInt());
    }

    private static Destination socket(Buffer buffer) {
        return new Destination.Socket(buffer.getString());
    }

    @Override
    protected void configureWindow() {
        CoreModuleProperties.WINDOW_SIZE.set(this, InputBudget.SMALL);
        super.configureWindow();
    }

    @Override
    protected OpenFuture doInit(Buffer buffer) {
        OpenFuture opening = new DefaultOpenFuture(this, this);
        addCloseFutureListener(closed -> share.close());
        Destination place;
        try {
            place = destination.apply(buffer);
        } catch (BufferException malformed) {
            refuse(NOWHERE, SshConstants.SSH_OPEN_CONNECT_FAILED, "The request to forward is malformed.");
            return opening;
        }
        Optional<Grant> grant = KeyGate.renewed(getSession(), parts.policy().get(), Instant.now());
        if (grant.isEmpty()) {
            refuse(place, SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED, "This key may no longer open this login.");
        } else if (place.toString().length() > LONGEST_PLACE
                || (place instanceof Destination.Port(String host, int port) && (port < 1 || port > LAST_PORT))) {
            refuse(place, SshConstants.SSH_OPEN_CONNECT_FAILED, "There is no place of such a name.");
        } else if (isOneTooMany()) {
            refuse(
                    place,
                    SshConstants.SSH_OPEN_RESOURCE_SHORTAGE,
                    "This connection has " + parts.most() + " forwards open, and no more are allowed.");
        } else if (!share.open()) {
            refuse(place, SshConstants.SSH_OPEN_RESOURCE_SHORTAGE, "The gateway has no room for more forwards now.");
        } else {
            Thread.ofVirtual()
                    .name("forward " + Connections.id(getSession()) + " " + getChannelId())
                    .start(() -> serve(grant.get(), place, opening));
        }
        return opening;
    }

    private boolean isOneTooMany() {
        return service instanceof AbstractConnectionService connection
                && connection.getChannels().stream()
                                .filter(ForwardChannel.class::isInstance)
                                .count()
                        > parts.most();
    }

    private void serve(Grant grant, Destination place, OpenFuture opening) {
        Optional<Connection> connection = Connections.of(getSession(), getChannelId());
        if (connection.isEmpty()) {
            close(true);
            return;
        }
        try (Forward opened = parts.forwards().open(connection.get(), grant, place)) {
            forward = opened;
            if (isClosing()) {
                return;
            }
            signalChannelOpenSuccess();
            opening.setOpened();
            parts.forwards().putOnRecord(opened);
            Pump joined = new Pump(client(), input, ChannelOutput.stdout(this, inFlight), opened);
            pump = joined;
            if (isClosing()) {
                joined.clientClosed(true);
            }
            joined.run();
        } catch (ForwardRefusedException refused) {
            refuse(
                    place,
                    switch (refused.reason()) {
                        case PROHIBITED -> SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED;
                        case UNREACHABLE -> SshConstants.SSH_OPEN_CONNECT_FAILED;
                        case SHORTAGE -> SshConstants.SSH_OPEN_RESOURCE_SHORTAGE;
                    },
                    refused.sentence());
        } catch (UnrecordedException unrecorded) {
            LOG.error("a forward is closed again: it cannot be recorded", unrecorded.getCause());
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            LOG.error("connection {}: a forward failed", connection.get().id(), fault);
            if (forward == null) {
                refuse(place, SshConstants.SSH_OPEN_CONNECT_FAILED, "The gateway failed; its log says why.");
            }
        } finally {
            close(false);
        }
    }

    private Pump.Client client() {
        return new Pump.Client() {
            @Override
            public void sendsMuch() throws IOException {
                share.enlarge(ForwardChannel.this, ForwardChannel.this::sendWindowAdjust);
            }

            @Override
            public void finish() throws IOException {
                sendEof();
            }
        };
    }

    /** MINA's own answer would not say why. */
    private void refuse(Destination place, int code, String sentence) {
        String reason = Printable.text(sentence);
        Refusals.of(getSession())
                .say("a forward: " + SshConstants.getOpenErrorCodeName(code))
                .ifPresent(before -> {
                    String all =
                            before == 0 ? reason : reason + " So were " + before + " others since this was last said.";
                    LOG.warn("connection {}: a forward was refused: {}", Connections.id(getSession()), all);
                    KeyGate.grant(getSession())
                            .ifPresent(grant -> parts.audit()
                                    .accept(new AuditEvent.ForwardRefused(
                                            Connections.peer(getSession()),
                                            Who.of(grant),
                                            getChannelId(),
                                            place.toString(),
                                            all)));
                });
        try {
            Buffer packet =
                    getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN_FAILURE, sentence.length() + 64);
            packet.putUInt(getRecipient());
            packet.putUInt(code);
            packet.putString(reason);
            packet.putString("");
            getSession().writePacket(packet);
        } catch (IOException gone) {
            LOG.debug("nobody was there to hear of a refusal", gone);
        } finally {
            close(true);
        }
    }

    @Override
    protected void doWriteData(byte[] data, int offset, long length) throws IOException {
        if (isEofSignalled()) {
            getLocalWindow().release(length);
        } else if (!isClosing()) {
            input.receive(data, offset, Math.toIntExact(length));
        }
    }

    /** There is none in a forward; its window is given back. */
    @Override
    protected void doWriteExtendedData(byte[] data, int offset, long length) throws IOException {
        getLocalWindow().release(length);
    }

    @Override
    public void handleEof() throws IOException {
        super.handleEof();
        input.end();
    }

    @Override
    protected void preClose() {
        Forward running = forward;
        Pump joined = pump;
        if (joined != null) {
            joined.clientClosed(getSession().isClosing());
        } else if (running != null) {
            // Not on this thread, which receives for everybody: the way to the container may be blocked.
            Thread.startVirtualThread(() -> running.end(Ending.CLIENT_GONE));
        }
        input.end();
        super.preClose();
    }
}
