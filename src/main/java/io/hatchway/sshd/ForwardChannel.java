package io.hatchway.sshd;

import io.hatchway.access.Grant;
import io.hatchway.access.Policy;
import io.hatchway.audit.AuditEvent;
import io.hatchway.audit.Who;
import io.hatchway.container.Destination;
import io.hatchway.session.Connection;
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
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.BufferException;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.channel.AbstractServerChannel;
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
    private final ChannelFlow flow;
    private final Coupling coupling;

    /** What all of them use. */
    private record Parts(Forwards forwards, Supplier<Policy> policy, int most, Consumer<AuditEvent> audit) {}

    private ForwardChannel(Parts parts, Function<Buffer, Destination> destination, Budgets.Part part) {
        super(null);
        this.parts = parts;
        this.destination = destination;
        this.flow = new ChannelFlow(this, part, this::sendWindowAdjust);
        this.coupling = new Coupling(this, flow, this::sendEof, parts.forwards());
    }

    /** Makes these for all types of channel that lead into a container. */
    static List<ChannelFactory> factories(
            Forwards forwards, Supplier<Policy> policy, Limits limits, Budgets budgets, Consumer<AuditEvent> audit) {
        Parts parts = new Parts(forwards, policy, limits.forwards(), audit);
        return List.of(
                budgets.channels("direct-tcpip", part -> new ForwardChannel(parts, ForwardChannel::port, part)),
                budgets.channels(
                        "direct-streamlocal@openssh.com",
                        part -> new ForwardChannel(parts, ForwardChannel::socket, part)));
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
        addCloseFutureListener(closed -> flow.close());
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
        } else if (Connections.channels(service, ForwardChannel.class) > parts.most()) {
            refuse(
                    place,
                    SshConstants.SSH_OPEN_RESOURCE_SHORTAGE,
                    "This connection has " + parts.most() + " forwards open, and no more are allowed.");
        } else if (!flow.open()) {
            refuse(place, SshConstants.SSH_OPEN_RESOURCE_SHORTAGE, "The gateway has no room for more forwards now.");
        } else {
            Thread.ofVirtual()
                    .name("forward " + Connections.id(getSession()) + " " + getChannelId())
                    .start(() -> serve(grant.get(), place, opening));
        }
        return opening;
    }

    private void serve(Grant grant, Destination place, OpenFuture opening) {
        Optional<Connection> connection = Connections.of(getSession(), getChannelId());
        if (connection.isEmpty()) {
            close(true);
            return;
        }
        try (Forward opened = parts.forwards().open(connection.get(), grant, place)) {
            if (coupling.begin(opened)) {
                signalChannelOpenSuccess();
                opening.setOpened();
                coupling.run(opened);
            }
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
            if (!coupling.hasBegun()) {
                refuse(place, SshConstants.SSH_OPEN_CONNECT_FAILED, "The gateway failed; its log says why.");
            }
        } finally {
            close(false);
        }
    }

    /** What a refusal is counted under (RFC 4254, 5.1). */
    private static String kind(int code) {
        return switch (code) {
            case SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED -> "a forward that is not allowed";
            case SshConstants.SSH_OPEN_RESOURCE_SHORTAGE -> "a forward that there is no room for";
            default -> "a forward to a place that cannot be reached";
        };
    }

    /** MINA's own answer would not say why. */
    private void refuse(Destination place, int code, String sentence) {
        String reason = Printable.text(sentence);
        Refusals.of(getSession()).say(kind(code)).ifPresent(before -> {
            String all = before == 0 ? reason : reason + " So were " + before + " others since this was last said.";
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
    protected void preClose() {
        coupling.end();
        flow.input().end();
        super.preClose();
    }
}
