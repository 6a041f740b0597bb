package io.hatchway.sshd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.access.Grant;
import io.hatchway.access.Policy;
import io.hatchway.access.Target;
import io.hatchway.audit.AuditEvent;
import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import io.hatchway.session.Connection;
import io.hatchway.session.Count;
import io.hatchway.session.Ending;
import io.hatchway.session.Exit;
import io.hatchway.session.Request;
import io.hatchway.session.Session;
import io.hatchway.session.Sessions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.PtyMode;
import org.apache.sshd.common.channel.RequestHandler.Result;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.channel.ChannelSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session channel (RFC 4254, 6): collects what a client sets up, turns its one shell, exec or subsystem request into a
 * {@link Session} served on a virtual thread, and tells the client the end in one order: all output, then exit-status or
 * exit-signal, then EOF and close.
 *
 * <p>MINA's channel class is kept for its window and close protocol; every request goes through our own hands.
 */
final class SessionChannel extends ChannelSession {
    private static final Logger LOG = LoggerFactory.getLogger("io.hatchway.sshd.Channel");
    private static final int LONGEST_SUBSYSTEM = 256;
    private static final Set<String> STARTING = Set.of("shell", "exec", "subsystem");
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final Sessions sessions;
    private final Supplier<Policy> policy;
    private final Limits limits;
    private final ReverseForwards agents;
    private final Consumer<AuditEvent> audit;
    private final ChannelFlow flow;
    private final ChannelSetup setup;
    private @Nullable ChannelOutput stdout;
    private volatile @Nullable Session session;
    private boolean agentOffered;
    private volatile boolean serving;
    private volatile boolean exited;

    private SessionChannel(
            Sessions sessions,
            Supplier<Policy> policy,
            Limits limits,
            Budgets.Part part,
            ReverseForwards agents,
            Consumer<AuditEvent> audit) {
        this.sessions = sessions;
        this.policy = policy;
        this.limits = limits;
        this.setup = new ChannelSetup(limits);
        this.flow = new ChannelFlow(this, part, this::sendWindowAdjust);
        this.agents = agents;
        this.audit = audit;
    }

    /** Makes these for channel type "session". */
    static ChannelFactory factory(
            Sessions sessions,
            Supplier<Policy> policy,
            Limits limits,
            Budgets budgets,
            ReverseForwards agents,
            Consumer<AuditEvent> audit) {
        return budgets.channels("session", part -> new SessionChannel(sessions, policy, limits, part, agents, audit));
    }

    @Override
    protected OpenFuture doInit(Buffer buffer) {
        if (NoMoreSessions.isPromised(getSession())) {
            return refused("the client had said that it would open no more sessions");
        }
        if (Connections.channels(service, SessionChannel.class) > limits.channels()) {
            return refused(Count.of(limits.channels(), "channel")
                    + " of this connection are open, and no more are allowed (sessions.channels_per_connection)");
        }
        if (!flow.open()) {
            return refused(
                    "the gateway has no room for more channels now (ssh.max_buffer: " + limits.buffer() + " bytes)");
        }
        addCloseFutureListener(closed -> {
            if (!serving) {
                flow.close();
            }
        });
        closeUnlessUsed();
        return super.doInit(buffer);
    }

    /** A channel that nothing is asked for on holds its part of the budget all the same. */
    private void closeUnlessUsed() {
        ScheduledFuture<?> grace = getSession()
                .getFactoryManager()
                .getScheduledExecutorService()
                .schedule(
                        () -> {
                            if (session == null && !isClosing()) {
                                refusals().say(Optional.empty(), "nothing was asked for on it in time");
                                close(false);
                            }
                        },
                        limits.requestGrace().toMillis(),
                        TimeUnit.MILLISECONDS);
        addCloseFutureListener(closed -> grace.cancel(false));
    }

    private ChannelRefusals refusals() {
        return new ChannelRefusals(getSession(), getChannelId(), audit);
    }

    private OpenFuture refused(String why) {
        refusals().count(Optional.empty(), why);
        OpenFuture refused = new DefaultOpenFuture(this, this);
        SshChannelOpenException reason =
                new SshChannelOpenException(getChannelId(), SshConstants.SSH_OPEN_RESOURCE_SHORTAGE, why);
        signalChannelOpenFailure(reason);
        refused.setException(reason);
        close(true);
        return refused;
    }

    @Override
    protected void configureWindow() {
        CoreModuleProperties.WINDOW_SIZE.set(this, InputBudget.SMALL);
        super.configureWindow();
    }

    @Override
    protected Result handleInternalRequest(String type, boolean wantReply, Buffer buffer) throws IOException {
        return switch (type) {
            case "env" -> env(buffer.getString(), buffer.getString());
            case "pty-req" -> super.handleInternalRequest(type, wantReply, buffer);
            case "window-change", "signal", "break" -> super.handleInternalRequest(type, wantReply, buffer);
            case "shell" -> start(buffer, terminal -> new Request.Shell(terminal));
            case "exec" -> exec(buffer);
            case "eow@openssh.com" -> readerGone();
            case "subsystem" -> subsystem(buffer);
            case "auth-agent-req@openssh.com" -> agent();
            case "auth-agent-req", "x11-req" -> Result.ReplyFailure;
            default -> super.handleInternalRequest(type, wantReply, buffer);
        };
    }

    private Result agent() {
        agentOffered = session == null
                && grant().map(held -> held.forwarding().objectionToAgent().isEmpty())
                        .orElse(false);
        return answer(agentOffered);
    }

    private Result env(String name, String value) {
        boolean colours =
                session == null && Target.CONSOLE.equals(getSession().getUsername()) && setup.takeColours(name, value);
        boolean variable = session == null && setup.takeVariable(name, value);
        return answer(variable || colours);
    }

    private static Result answer(boolean done) {
        return done ? Result.ReplySuccess : Result.ReplyFailure;
    }

    @Override
    protected Result handlePtyReqParsed(
            String term, int columns, int rows, int width, int height, Map<PtyMode, Integer> modes) {
        boolean allowed = grant().map(grant -> grant.restrictions().pty()).orElse(false);
        return answer(allowed && session == null && setup.takeTerminal(term, size(columns, rows)));
    }

    private static Size size(int columns, int rows) {
        return Size.clamped(Integer.toUnsignedLong(columns), Integer.toUnsignedLong(rows));
    }

    @Override
    protected Result handleWindowChangeParsed(int columns, int rows, int width, int height) {
        Session running = session;
        if (setup.pty().isEmpty()) {
            return Result.ReplyFailure;
        }
        if (running == null) {
            setup.resize(size(columns, rows));
        } else {
            running.resize(size(columns, rows));
        }
        return Result.ReplySuccess;
    }

    @Override
    protected Result handleSignalParsed(String name) {
        Session running = session;
        if (running == null || !name.matches("ABRT|ALRM|FPE|HUP|ILL|INT|KILL|PIPE|QUIT|SEGV|TERM|USR1|USR2")) {
            return Result.ReplyFailure;
        }
        running.signal(name);
        return Result.ReplySuccess;
    }

    /** RFC 4335: what a serial line's break does to a terminal, an interrupt comes closest to. */
    @Override
    protected Result handleBreakParsed(long milliseconds) {
        return handleSignalParsed("INT");
    }

    private Result exec(Buffer buffer) throws IOException {
        byte[] line = buffer.getBytes();
        try {
            String command = UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
            return command.indexOf('\0') >= 0
                    ? refused(Optional.of(command), "the command line holds a NUL, which ends arguments")
                    : start(buffer, terminal -> new Request.Exec(command, terminal));
        } catch (CharacterCodingException notText) {
            // The engine takes argument vectors as JSON, which has no other bytes.
            return refused(Optional.of(new String(line, UTF_8)), "the command line is not UTF-8");
        }
    }

    private Result subsystem(Buffer buffer) throws IOException {
        String name = buffer.getString();
        return name.length() <= LONGEST_SUBSYSTEM
                ? start(buffer, terminal -> new Request.Subsystem(name, terminal))
                : Result.ReplyFailure;
    }

    private Result refused(Optional<String> command, String reason) {
        refusals().count(command, reason);
        return Result.ReplyFailure;
    }

    private Result start(Buffer unused, Function<Optional<Pty>, Request> request) throws IOException {
        if (session != null || isClosing()) {
            return Result.ReplyFailure;
        }
        Optional<Grant> grant = grant();
        Optional<Connection> connection = Connections.of(getSession(), getChannelId());
        if (grant.isEmpty() || connection.isEmpty()) {
            return refused(Optional.empty(), "the key may not open this login any more");
        }
        if (setup.pty().isEmpty()) {
            // Transfers want a large window. Nothing has been read yet, so nobody gives any of it back meanwhile.
            flow.enlarge();
        }
        ChannelOutput out = flow.stdout();
        stdout = out;
        Session starting = new Session(
                grant.get(),
                request.apply(setup.pty()),
                setup.environment(),
                connection.get(),
                flow.input(),
                out,
                flow.stderr());
        if (setup.isWithoutColours()) {
            starting.withoutColours();
        }
        if (agentOffered) {
            starting.offer(() -> agents.listenForAgent(service, starting.grant()));
        }
        session = starting;
        return Result.ReplySuccess;
    }

    /** Asked for each channel again: the policy may have changed since the connection was let in. */
    private Optional<Grant> grant() {
        return KeyGate.renewed(getSession(), policy.get(), Instant.now());
    }

    private Result readerGone() {
        ChannelOutput out = stdout;
        Session running = session;
        if (out != null && running != null) {
            // Like a pipe: it is the next write that finds nobody reading.
            out.discard(running::readerGone);
        }
        return Result.ReplySuccess;
    }

    /** The request's reply has been sent: from here on output may follow it. */
    @Override
    protected IoWriteFuture sendResponse(Buffer buffer, String type, Result result, boolean wantReply)
            throws IOException {
        IoWriteFuture sent = super.sendResponse(buffer, type, result, wantReply);
        Session ready = session;
        if (ready != null && result == Result.ReplySuccess && STARTING.contains(type)) {
            serving = true;
            Thread.ofVirtual().name("session " + ready.id()).start(() -> serve(ready));
        }
        return sent;
    }

    private void serve(Session ready) {
        if (isClosing()) {
            ready.end(Ending.CLIENT_GONE);
        }
        sessions.serve(ready, this::tellEnd);
    }

    /** Waits a moment for the client's own close, which says that it has read all there was. */
    private void tellEnd(Exit exit) {
        try {
            // The client is told the end also where its window cannot be opened any more.
            flow.discard();
            flow.close();
            exited = true;
            switch (exit) {
                case Exit.Status(int code, boolean served) -> sendExitStatus(code);
                case Exit.Signal(String name, String message) -> sendExitSignal(name, message);
            }
            sendEof();
        } catch (IOException clientGone) {
            LOG.debug("nobody was there to hear the end of a session", clientGone);
        } finally {
            try {
                close(false).await(CLOSE_PATIENCE);
            } catch (IOException interrupted) {
                LOG.debug("not waiting for the client's close", interrupted);
            }
        }
    }

    private void sendExitSignal(String name, String message) throws IOException {
        Buffer packet = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, 256);
        packet.putUInt(getRecipient());
        packet.putString("exit-signal");
        packet.putBoolean(false);
        packet.putString(name);
        packet.putBoolean(false);
        packet.putString(message);
        packet.putString("");
        writePacket(packet);
    }

    @Override
    protected void doWriteData(byte[] data, int offset, long length) throws IOException {
        flow.receive(data, offset, length);
    }

    /** Clients have no business sending stderr; it is dropped, and its window given back. */
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
        Session running = session;
        if (running != null && !exited) {
            running.end(Ending.CLIENT_GONE);
        }
        flow.input().end();
        super.preClose();
    }
}
