package io.hatchway.sshd;

import io.hatchway.sshd.ReverseForwards.GlobalReply;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers global requests in the order they came, as RFC 4254, 4 wants it, though some take their time and MINA's
 * threads may not wait: while one is under way, those that follow wait behind it.
 */
final class ReverseRequests implements RequestHandler<ConnectionService> {
    private static final Logger LOG = LoggerFactory.getLogger("io.hatchway.sshd.Channel");
    private static final AttributeKey<Queue> OF = new AttributeKey<>();
    private static final int MOST_WAITING = 64;

    private final ReverseForwards forwards;
    private final List<RequestHandler<ConnectionService>> others;

    /** @param others who answers the rest */
    ReverseRequests(ReverseForwards forwards, List<RequestHandler<ConnectionService>> others) {
        this.forwards = forwards;
        this.others = List.copyOf(others);
    }

    @Override
    public Result process(ConnectionService service, String request, boolean wantReply, Buffer buffer)
            throws Exception {
        Session connection = service.getSession();
        Queue queue = connection.computeAttributeIfAbsent(OF, key -> new Queue(connection));
        return switch (request) {
            case "tcpip-forward" -> {
                String host = buffer.getString();
                int port = buffer.getInt();
                yield queue.add(wantReply, () -> forwards.listen(service, host, port));
            }
            case "cancel-tcpip-forward" -> {
                String host = buffer.getString();
                int port = buffer.getInt();
                yield queue.add(wantReply, () -> forwards.cancel(service, host, port));
            }
            case "streamlocal-forward@openssh.com" -> {
                String path = buffer.getString();
                yield queue.add(wantReply, () -> forwards.refuseSocket(service, path));
            }
            default -> {
                if (queue.isIdle()) {
                    yield others(service, request, wantReply, buffer);
                }
                Buffer copy = new ByteArrayBuffer(buffer.getCompactData());
                yield queue.add(() -> answer(connection, service, request, wantReply, copy));
            }
        };
    }

    private Result others(ConnectionService service, String request, boolean wantReply, Buffer buffer)
            throws Exception {
        for (RequestHandler<ConnectionService> other : others) {
            Result result = other.process(service, request, wantReply, buffer);
            if (result != Result.Unsupported) {
                return result;
            }
        }
        return Result.Unsupported;
    }

    private void answer(Session connection, ConnectionService service, String request, boolean wantReply, Buffer buffer)
            throws Exception {
        Result result = others(service, request, wantReply, buffer);
        if (wantReply && result != Result.Replied) {
            Buffer packet = connection.createBuffer(
                    result == Result.ReplySuccess
                            ? SshConstants.SSH_MSG_REQUEST_SUCCESS
                            : SshConstants.SSH_MSG_REQUEST_FAILURE,
                    2);
            connection.writePacket(packet);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    /** What of a connection's is under way. */
    private static final class Queue {
        private final Session connection;
        private final Deque<Work> waiting = new ArrayDeque<>();
        private boolean working;

        Queue(Session connection) {
            this.connection = connection;
        }

        synchronized boolean isIdle() {
            return !working;
        }

        Result add(boolean wantReply, Supplier<GlobalReply> work) throws IOException {
            return add(() -> {
                GlobalReply reply = work.get();
                if (wantReply) {
                    reply.send(connection);
                }
            });
        }

        /** Says that the reply is on its way. */
        synchronized Result add(Work work) throws IOException {
            if (waiting.size() >= MOST_WAITING) {
                throw new IOException("too many global requests wait for an answer");
            }
            waiting.add(work);
            if (!working) {
                working = true;
                Thread.ofVirtual()
                        .name("requests " + Connections.id(connection))
                        .start(this::work);
            }
            return Result.Replied;
        }

        private void work() {
            while (true) {
                Work next;
                synchronized (this) {
                    next = waiting.poll();
                    if (next == null) {
                        working = false;
                        return;
                    }
                }
                try {
                    next.run();
                } catch (Exception failed) {
                    LOG.warn("connection {}: a global request was not answered", Connections.id(connection), failed);
                    connection.close(true);
                }
            }
        }
    }
}
