package io.hatchway.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.FakeProgram;
import io.hatchway.session.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.future.KeyExchangeFuture;
import org.apache.sshd.common.kex.KexState;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client must not send, and what becomes of one that does. */
@Timeout(120)
final class GuardedSessionTest extends RawScene {
    @Test
    void aChannelBeforeTheLoginIsNotOpened() throws Exception {
        ClientSession session = server.met();
        Buffer open = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN, 64);
        open.putString("session");
        open.putUInt(0);
        open.putUInt(1000);
        open.putUInt(1000);
        session.writePacket(open);
        assertThat(SampleServer.isClosed(session)).isTrue();
        assertThat(server.refusal()).contains("before it had logged in");
    }

    @Test
    void aServiceIsNotAskedForAfterTheLogin() throws Exception {
        ClientSession session = server.loggedIn();
        askForService(session, "ssh-connection");
        assertThat(SampleServer.isClosed(session)).isTrue();
        assertThat(server.refusal()).contains("asked for a service");
    }

    private static void askForService(ClientSession session, String name) throws IOException {
        Buffer request = session.createBuffer(SshConstants.SSH_MSG_SERVICE_REQUEST, 64);
        request.putString(name);
        session.writePacket(request);
    }

    @Test
    void askingForTheServiceAgainBringsNoMoreAttempts() throws Exception {
        ClientSession session = server.met();
        for (int i = 0; i < 20 && session.isOpen(); i++) {
            askForService(session, "ssh-userauth");
            Buffer attempt = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_REQUEST, 64);
            attempt.putString("web");
            attempt.putString("ssh-connection");
            attempt.putString("password");
            attempt.putBoolean(false);
            attempt.putString("guess");
            session.writePacket(attempt);
        }
        assertThat(SampleServer.isClosed(session)).isTrue();
        assertThat(server.refusal()).isEqualTo("it failed to log in 5 times (ssh.max_auth_tries)");
    }

    @Test
    void askingForTheServiceDoesNotBeginTheGraceAnew() throws Exception {
        restart(Duration.ofSeconds(2));
        ClientSession session = server.met();
        long start = System.nanoTime();
        for (int i = 0; i < 4 && session.isOpen(); i++) {
            Thread.sleep(600);
            if (session.isOpen()) {
                askForService(session, "ssh-userauth");
            }
        }
        assertThat(SampleServer.isClosed(session)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        assertThat(server.refusal()).contains("ssh.login_grace");
    }

    @Test
    void aLoginOutlivesTheGrace() throws Exception {
        restart(Duration.ofSeconds(1));
        ClientSession session = server.loggedIn();
        assertThat(session.waitFor(List.of(ClientSession.ClientSessionEvent.CLOSED), Duration.ofMillis(1500)))
                .doesNotContain(ClientSession.ClientSessionEvent.CLOSED);
        assertThat(server.refusedNobody()).isTrue();
    }

    @Test
    void keyExchangesInALoopAreCutOff() throws Exception {
        ClientSession session = server.loggedIn();
        for (int i = 0; i < 5; i++) {
            exchangeKeys(session).verify(Duration.ofSeconds(5));
        }
        exchangeKeys(session);
        assertThat(SampleServer.isClosed(session)).isTrue();
        assertThat(server.refusal()).contains("ssh.max_rekeys");
    }

    private static KeyExchangeFuture exchangeKeys(ClientSession session) throws Exception {
        Eventually.holds(() -> ((AbstractSession) session).getKexState() == KexState.DONE);
        return session.reExchangeKeys();
    }

    @Test
    void keyExchangesThatTrafficIsDueToAreNot() throws Exception {
        server.containers.programs.add(new FakeProgram());
        ClientSession session = server.loggedIn();
        RawChannel channel = new RawChannel();
        session.getService(ConnectionService.class).registerChannel(channel);
        channel.open().verify(Duration.ofSeconds(5));
        channel.askExec("cat");
        FakeProgram program = Objects.requireNonNull(server.containers.started.poll(5, TimeUnit.SECONDS));
        String chunk = "x".repeat(16 * 1024);
        int sent = 0;
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j < 70; j++) {
                channel.send(chunk);
                sent += chunk.length();
                int all = sent;
                Eventually.holds(() -> program.received().length() == all);
            }
            exchangeKeys(session).verify(Duration.ofSeconds(5));
        }
        assertThat(session.isOpen()).isTrue();
    }

    private static void ask(ClientSession session, String request) throws IOException {
        Buffer packet = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, 64);
        packet.putString(request);
        packet.putBoolean(true);
        session.request(packet, request, (reply, buffer) -> {});
    }

    /** What is not read is not answered for ever; the rest waits at the client's own expense. */
    @ParameterizedTest
    @ValueSource(strings = "nothing@example.org")
    void aClientThatDoesNotReadItsRepliesIsNotReadEither(String request) throws Exception {
        CoreModuleProperties.SOCKET_RCVBUF.set(server.client, 8192);
        ClientSession session = server.loggedIn();
        session.getIoSession().suspendRead();
        int flood = 80_000;
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger written = new AtomicInteger();
        byte[] padding = new byte[400];
        for (int i = 0; i < flood; i++) {
            Buffer packet = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, 600);
            packet.putString(request);
            packet.putBoolean(true);
            packet.putRawBytes(padding);
            session.request(packet, request, (reply, buffer) -> answered.incrementAndGet())
                    .addListener(sent -> written.incrementAndGet());
        }
        long settled = settled(written);
        assertThat(settled).as("requests the server took").isLessThan(flood);
        session.getIoSession().resumeRead();
        settled(answered);
        assertThat(answered).hasValue(flood);
    }

    private static long settled(AtomicInteger figure) throws InterruptedException {
        int before = -1;
        while (figure.get() != before) {
            before = figure.get();
            Thread.sleep(1000);
        }
        return before;
    }

    @Test
    void messagesOfNoMeaningAreAnsweredAsSuch() throws Exception {
        ClientSession session = server.loggedIn();
        for (int i = 0; i < 1000; i++) {
            session.writePacket(session.createBuffer((byte) 193, 16));
        }
        ask(session, "keepalive@openssh.com");
        assertThat(session.waitFor(List.of(ClientSession.ClientSessionEvent.CLOSED), Duration.ofMillis(500)))
                .doesNotContain(ClientSession.ClientSessionEvent.CLOSED);
    }

    @Test
    void whatComesAfterTheEndOfInputIsDropped() throws Exception {
        server.containers.programs.add(new FakeProgram());
        ClientSession session = server.loggedIn();
        RawChannel channel = new RawChannel();
        session.getService(ConnectionService.class).registerChannel(channel);
        channel.open().verify(Duration.ofSeconds(5));
        channel.askExec("cat");
        FakeProgram program = Objects.requireNonNull(server.containers.started.poll(5, TimeUnit.SECONDS));
        channel.send("before");
        Buffer eof = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_EOF, 16);
        eof.putUInt(channel.getRecipient());
        session.writePacket(eof);
        channel.send("after");
        assertThat(channel.ask("signal", buffer -> buffer.putString("no such"))).isEqualTo("failure");
        assertThat(program.received()).isEqualTo("before");
    }
}
