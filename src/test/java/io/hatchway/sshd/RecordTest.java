package io.hatchway.sshd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.hatchway.audit.AuditEvent;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client does is on record, and what it repeats does not fill the record. */
@Timeout(60)
final class RecordTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private static Path state;

    @SuppressWarnings("NullAway.Init") // started by each test
    private SampleServer server;

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private void start(EntryRules rules, Duration requestGrace) throws Exception {
        server = new SampleServer(state, rules, PATIENCE, requestGrace);
    }

    private void start() throws Exception {
        start(SampleEntryRules.defaults(), Duration.ofMinutes(1));
    }

    private static RawChannel open(ClientSession session) throws Exception {
        RawChannel channel = new RawChannel();
        session.getService(ConnectionService.class).registerChannel(channel);
        channel.open().verify(PATIENCE);
        return channel;
    }

    @Test
    void aClientThatGoesOnAskingInVainIsCutOffAndFillsNoRecord() throws Exception {
        start();
        ClientSession session = server.loggedIn();
        RawChannel channel = open(session);
        for (int i = 0; i <= Refusals.MOST && session.isOpen(); i++) {
            channel.tell("exec", buffer -> buffer.putString("a\0b"));
        }
        assertThat(SampleServer.isClosed(session)).isTrue();
        assertThat(server.refusal()).contains("had to be refused");
        server.event(AuditEvent.ConnectionClosed.class);
        assertThat(server.seen(AuditEvent.ChannelRefused.class))
                .extracting(AuditEvent.ChannelRefused::reason)
                .containsExactly(
                        "the command line holds a NUL, which ends arguments",
                        "the command line holds a NUL, which ends arguments; so were " + Refusals.MOST
                                + " in all since this was last said");
    }

    @Test
    void channelsBeyondTheLimitAreCountedToo() throws Exception {
        start();
        ClientSession session = server.loggedIn();
        for (int i = 0; i < 10; i++) {
            open(session);
        }
        for (int i = 0; i <= Refusals.MOST && session.isOpen(); i++) {
            Buffer packet = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_OPEN, 64);
            packet.putString("session");
            packet.putUInt(1000 + i);
            packet.putUInt(1000);
            packet.putUInt(1000);
            session.writePacket(packet);
        }
        assertThat(SampleServer.isClosed(session)).isTrue();
        server.event(AuditEvent.ConnectionClosed.class);
        assertThat(server.seen(AuditEvent.ChannelRefused.class)).hasSize(2);
    }

    @Test
    void aKeyWithTooManyConnectionsIsToldAndOthersAreNotKeptOut() throws Exception {
        EntryRules rules = SampleEntryRules.defaults();
        start(
                new EntryRules(
                        100, 2, rules.startups(), rules.bits4(), rules.bits6(), rules.penalties(), rules.proxies()),
                Duration.ofMinutes(1));
        ClientSession first = server.loggedIn();
        server.loggedIn();
        assertThatIOException().isThrownBy(server::loggedIn).withMessageContaining("This key has 2 connections");
        assertThat(server.event(AuditEvent.AuthFailed.class).reason()).contains("This key has 2 connections");
        first.close(true);
        server.event(AuditEvent.ConnectionClosed.class);
        server.event(AuditEvent.ConnectionClosed.class);
        assertThat(server.loggedIn().isOpen()).isTrue();
    }

    @Test
    void aChannelOnWhichNothingIsAskedForIsClosed() throws Exception {
        start(SampleEntryRules.defaults(), Duration.ofMillis(300));
        ClientSession session = server.loggedIn();
        RawChannel used = open(session);
        used.askExec("cat");
        RawChannel unused = open(session);
        assertThat(List.of(unused.next(), unused.next())).contains("close");
        assertThat(used.isOpen()).isTrue();
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    void behindAProxyTheClientIsOnRecord() throws Exception {
        start(SampleEntryRules.with(SampleEntryRules.penalty(100, false), "127.0.0.1"), Duration.ofMinutes(1));
        try (Socket socket = server.connect()) {
            socket.getOutputStream()
                    .write("PROXY TCP4 203.0.113.9 192.0.2.1 5555 22\r\nSSH-2.0-Test\r\n".getBytes(ISO_8859_1));
            assertThat(server.event(AuditEvent.ConnectionOpened.class).peer().source())
                    .isEqualTo("203.0.113.9:5555");
        }
        assertThat(server.event(AuditEvent.ConnectionClosed.class).peer().source())
                .isEqualTo("203.0.113.9:5555");
    }

    @Test
    void aProxyThatNamesNobodyIsOnRecordItself() throws Exception {
        start(SampleEntryRules.with(SampleEntryRules.penalty(100, false), "127.0.0.1"), Duration.ofMinutes(1));
        server.connect().close();
        assertThat(server.event(AuditEvent.ConnectionOpened.class).peer().source())
                .startsWith("127.0.0.1:");
        server.event(AuditEvent.ConnectionClosed.class);
    }

    private static void tryToLogIn(ClientSession session, String method, RawChannel.Payload payload) throws Exception {
        Buffer service = session.createBuffer(SshConstants.SSH_MSG_SERVICE_REQUEST, 64);
        service.putString("ssh-userauth");
        session.writePacket(service);
        Buffer attempt = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_REQUEST, 512);
        attempt.putString("web");
        attempt.putString("ssh-connection");
        attempt.putString(method);
        payload.put(attempt);
        session.writePacket(attempt);
    }

    @Test
    void aMethodThatIsNotServedIsOnRecord() throws Exception {
        start();
        tryToLogIn(server.met(), "password", buffer -> {
            buffer.putBoolean(false);
            buffer.putString("guess");
        });
        assertThat(server.event(AuditEvent.AuthFailed.class).reason()).isEqualTo("the method 'password' was refused");
    }

    @Test
    void aSignatureThatDoesNotHoldIsOnRecord() throws Exception {
        start();
        ByteArrayBuffer signature = new ByteArrayBuffer();
        signature.putString("ssh-ed25519");
        signature.putBytes(new byte[64]);
        tryToLogIn(server.met(), "publickey", buffer -> {
            buffer.putBoolean(true);
            buffer.putString("ssh-ed25519");
            buffer.putBytes(SamplePolicy.blob(server.key.getPublic()).bytes());
            buffer.putBytes(signature.getCompactData());
        });
        assertThat(server.event(AuditEvent.AuthFailed.class).reason()).isEqualTo("its signature does not hold");
    }
}
