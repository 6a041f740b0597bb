package io.hatchway.sshd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.hatchway.access.KeyBlob;
import io.hatchway.access.Lookup;
import io.hatchway.access.Policy;
import io.hatchway.access.Restrictions;
import io.hatchway.access.SampleGrants;
import io.hatchway.container.Command;
import io.hatchway.container.FakeContainers;
import io.hatchway.container.FakeProgram;
import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import io.hatchway.session.Chronicle;
import io.hatchway.session.ContainerSettings;
import io.hatchway.session.Eventually;
import io.hatchway.session.Exit;
import io.hatchway.session.ForwardRecords;
import io.hatchway.session.Forwards;
import io.hatchway.session.Sessions;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole SSH side in one process: a real client, a real connection, containers of our own making. */
@Timeout(20)
final class GatewayServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    static Path state;

    private static KeyPair key = new KeyPair(null, null);

    private final FakeContainers containers = FakeContainers.with(FakeContainers.web());
    private final SshClient client = SshClient.setUpDefaultClient();
    private Duration keepalive = Duration.ZERO;
    private Restrictions restrictions = Restrictions.NONE;
    private Optional<Sessions> sessions = Optional.empty();
    private Optional<Forwards> forwards = Optional.empty();
    private Optional<GatewayServer> server = Optional.empty();
    private InetSocketAddress address = new InetSocketAddress(0);

    @BeforeAll
    static void makeKey() throws Exception {
        key = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
    }

    @BeforeEach
    void prepareClient() {
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.setKeyIdentityProvider(none -> List.of());
    }

    private Sessions start() throws Exception {
        ByteArrayBuffer blob = new ByteArrayBuffer();
        blob.putRawPublicKey(key.getPublic());
        Policy policy = SampleGrants.policy("web", KeyBlob.of(blob.getCompactData()), restrictions);
        Sessions all = new Sessions(
                containers,
                target -> new ContainerSettings(List.of(), Optional.empty()),
                session -> new Exit.Status(42),
                () -> policy,
                state.resolve("sessions"),
                new Sessions.Bounds(Duration.ZERO, 100),
                Chronicle.NONE);
        sessions = Optional.of(all);
        Limits limits = new Limits(
                Duration.ofSeconds(30),
                10,
                keepalive,
                2,
                20,
                256L << 20,
                64L << 20,
                Duration.ofMinutes(1),
                2,
                2,
                List.of("LANG", "LC_*"),
                3,
                true);
        Forwards ways = new Forwards(containers, () -> policy, Set::of, 100, ForwardRecords.NONE);
        forwards = Optional.of(ways);
        GatewayServer made = new GatewayServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new HostKeyFiles(state, List.of(), List.of()),
                "test",
                SampleEntryRules.defaults(),
                limits,
                () -> policy,
                name -> Lookup.UNKNOWN,
                all,
                ways,
                event -> {},
                RefusalListener.NOBODY);
        server = Optional.of(made);
        address = made.start();
        return all;
    }

    @AfterEach
    void stop() throws Exception {
        client.stop();
        if (server.isPresent()) {
            server.get().close();
        }
        forwards.ifPresent(Forwards::close);
        sessions.ifPresent(Sessions::close);
    }

    private ClientSession connect() throws Exception {
        client.start();
        ClientSession connection =
                client.connect("web", address).verify(PATIENCE).getSession();
        connection.addPublicKeyIdentity(key);
        connection.auth().verify(PATIENCE);
        return connection;
    }

    private static RawChannel open(ClientSession connection) throws Exception {
        RawChannel channel = new RawChannel();
        connection.getService(ConnectionService.class).registerChannel(channel);
        channel.open().verify(PATIENCE);
        return channel;
    }

    private RawChannel open() throws Exception {
        start();
        return open(connect());
    }

    private FakeProgram started() throws InterruptedException {
        return java.util.Objects.requireNonNull(containers.started.poll(5, TimeUnit.SECONDS), "no program");
    }

    @Test
    void theEndIsToldInOneOrder() throws Exception {
        containers.programs.add(new FakeProgram().prints("hello").exits(3));
        RawChannel channel = open();
        assertThat(channel.askExec("id")).isEqualTo("success");
        assertThat(List.of(channel.next(), channel.next(), channel.next(), channel.next()))
                .containsExactly("data hello", "exit-status 3", "eof", "close");
    }

    @Test
    void stderrIsKeptApart() throws Exception {
        containers.programs.add(new FakeProgram().complains("oops").exits(0));
        RawChannel channel = open();
        channel.askExec("id");
        assertThat(channel.next()).isEqualTo("stderr oops");
    }

    @Test
    void aSessionTheGatewayEndsIsToldAsASignal() throws Exception {
        Sessions all = start();
        RawChannel channel = open(connect());
        channel.askExec("id");
        started();
        Thread.startVirtualThread(() -> {
            try {
                all.shutdown(Duration.ZERO);
            } catch (InterruptedException never) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(channel.next()).startsWith("stderr hatchway: The gateway is shutting down");
        assertThat(List.of(channel.next(), channel.next(), channel.next()))
                .containsExactly("exit-signal HUP", "eof", "close");
    }

    @Test
    void aSignalReachesTheProgram() throws Exception {
        RawChannel channel = open();
        channel.askExec("id");
        FakeProgram program = started();
        Eventually.holds(() -> {
            channel.tell("signal", buffer -> buffer.putString("TERM"));
            return "TERM".equals(program.signals.poll(100, TimeUnit.MILLISECONDS));
        });
    }

    @Test
    void aSignalOfNoNameIsRefused() throws Exception {
        RawChannel channel = open();
        channel.askExec("id");
        assertThat(channel.ask("signal", buffer -> buffer.putString("TERM; rm")))
                .isEqualTo("failure");
    }

    @Test
    void aClientThatLeavesEndsTheProgram() throws Exception {
        RawChannel channel = open();
        channel.askExec("id");
        FakeProgram program = started();
        channel.getSession().close(true);
        assertThat(program.ended.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void onlyVariablesOnTheListAreTaken() throws Exception {
        RawChannel channel = open();
        assertThat(channel.askEnv("LC_ALL", "C")).isEqualTo("success");
        assertThat(channel.askEnv("LD_PRELOAD", "/x.so")).isEqualTo("failure");
        channel.askExec("id");
        started();
        assertThat(containers.launches.getFirst().environment())
                .containsEntry("LC_ALL", "C")
                .doesNotContainKey("LD_PRELOAD");
    }

    @Test
    void variablesBeyondTheLimitAreRefused() throws Exception {
        RawChannel channel = open();
        for (String name : List.of("LC_A", "LC_B", "LC_C")) {
            assertThat(channel.askEnv(name, "C")).isEqualTo("success");
        }
        assertThat(channel.askEnv("LC_D", "C")).isEqualTo("failure");
    }

    @Test
    void aSecondTerminalIsRefused() throws Exception {
        RawChannel channel = open();
        assertThat(channel.askPty("xterm", 80, 24)).isEqualTo("success");
        assertThat(channel.askPty("xterm", 80, 24)).isEqualTo("failure");
    }

    @Test
    void aKeyWithoutATerminalGetsNone() throws Exception {
        restrictions = SampleGrants.restrictions(Optional.empty(), Map.of(), false);
        assertThat(open().askPty("xterm", 80, 24)).isEqualTo("failure");
    }

    @Test
    void aSecondProgramOnAChannelIsRefused() throws Exception {
        RawChannel channel = open();
        assertThat(channel.ask("shell", buffer -> {})).isEqualTo("success");
        assertThat(channel.ask("shell", buffer -> {})).isEqualTo("failure");
        assertThat(channel.askExec("id")).isEqualTo("failure");
    }

    @Test
    void aSizeNobodyKnowsIsAnOrdinaryOne() throws Exception {
        RawChannel channel = open();
        channel.askPty("xterm", 0, 0);
        channel.ask("shell", buffer -> {});
        started();
        assertThat(containers.launches.getFirst().pty()).contains(new Pty("xterm", new Size(80, 24)));
    }

    @Test
    void aSizeBeforeTheProgramIsTheOneItStartsWith() throws Exception {
        RawChannel channel = open();
        channel.askPty("xterm", 80, 24);
        channel.tell("window-change", buffer -> {
            buffer.putUInt(0xFFFF_FFFFL);
            buffer.putUInt(50);
            buffer.putUInt(0);
            buffer.putUInt(0);
        });
        channel.ask("shell", buffer -> {});
        started();
        assertThat(containers.launches.getFirst().pty().map(Pty::size)).contains(new Size(65_535, 50));
    }

    @Test
    void aTerminalTypeThatIsNoNameIsADumbOne() throws Exception {
        RawChannel channel = open();
        channel.askPty("../x", 80, 24);
        channel.ask("shell", buffer -> {});
        started();
        assertThat(containers.launches.getFirst().pty().map(Pty::term)).contains("dumb");
    }

    @Test
    void whatIsSentBeforeTheProgramIsItsInput() throws Exception {
        RawChannel channel = open();
        channel.send("early ");
        channel.askExec("cat");
        FakeProgram program = started();
        channel.send("late");
        Eventually.holds(() -> program.received().equals("early late"));
    }

    @Test
    void aCommandLineThatIsNoTextIsRefused() throws Exception {
        RawChannel channel = open();
        assertThat(channel.ask("exec", buffer -> buffer.putBytes(new byte[] {(byte) 0xff, (byte) 0xfe})))
                .isEqualTo("failure");
        assertThat(channel.askExec("echo \u00e4")).isEqualTo("success");
        started();
        assertThat(containers.launches.getFirst().command()).isEqualTo(new Command.Line("echo \u00e4"));
    }

    @Test
    void anAgentIsNotForwarded() throws Exception {
        assertThat(open().ask("auth-agent-req@openssh.com", buffer -> {})).isEqualTo("failure");
    }

    @Test
    void aHugeWindowAndHugePacketsAreNoHindrance() throws Exception {
        containers.programs.add(new FakeProgram().prints(new byte[3_000_000]).exits(0));
        CoreModuleProperties.WINDOW_SIZE.set(client, 0xFFFF_FFFFL);
        CoreModuleProperties.MAX_PACKET_SIZE.set(client, 128L * 1024);
        RawChannel channel = open();
        channel.askExec("yes");
        assertThat(channel.next()).isEqualTo("exit-status 0");
        assertThat(channel.received()).isEqualTo(3_000_000);
    }

    @Test
    void aChannelBeyondTheLimitIsRefused() throws Exception {
        start();
        ClientSession connection = connect();
        open(connection);
        open(connection);
        RawChannel third = new RawChannel();
        connection.getService(ConnectionService.class).registerChannel(third);
        third.open().await(PATIENCE);
        assertThat(third.refusal()).isEqualTo(SshConstants.SSH_OPEN_RESOURCE_SHORTAGE);
    }

    @Test
    void aChannelThatClosedMakesRoom() throws Exception {
        start();
        ClientSession connection = connect();
        RawChannel first = open(connection);
        open(connection);
        first.close(false).await(PATIENCE);
        assertThat(open(connection).isOpen()).isTrue();
    }

    @Test
    void aClientThatDoesNotAnswerIsTakenForDead() throws Exception {
        keepalive = Duration.ofMillis(100);
        start();
        client.setGlobalRequestHandlers(
                List.of((connection, request, wantReply, buffer) -> RequestHandler.Result.Replied));
        ClientSession connection = connect();
        assertThat(connection.waitFor(List.of(ClientSession.ClientSessionEvent.CLOSED), Duration.ofSeconds(5)))
                .contains(ClientSession.ClientSessionEvent.CLOSED);
    }

    @Test
    void aClientThatRefusesIsAlive() throws Exception {
        keepalive = Duration.ofMillis(50);
        start();
        ClientSession connection = connect();
        assertThat(connection.waitFor(List.of(ClientSession.ClientSessionEvent.CLOSED), Duration.ofMillis(500)))
                .doesNotContain(ClientSession.ClientSessionEvent.CLOSED);
    }

    @Test
    void aKeyNobodyGrantedDoesNotGetIn() throws Exception {
        start();
        client.start();
        ClientSession connection =
                client.connect("web", address).verify(PATIENCE).getSession();
        connection.addPublicKeyIdentity(KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256));
        assertThatIOException().isThrownBy(() -> connection.auth().verify(PATIENCE));
    }

    @Test
    void aClientThatWaitsForOurAlgorithmsGetsThemSoon() throws Exception {
        start();
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(4000);
            socket.getOutputStream().write("SSH-2.0-Patient\r\n".getBytes(ISO_8859_1));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int c = in.read(); c != '\n'; c = in.read()) {
                // the identification
            }
            in.readInt();
            in.readByte();
            assertThat(in.readByte()).as("SSH_MSG_KEXINIT").isEqualTo((byte) 20);
        }
    }

    @Test
    void whoDoesNotSpeakSshIsCutOff() throws Exception {
        start();
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(2000).getBytes(ISO_8859_1));
            assertThat(readToTheEnd(socket)).isTrue();
        }
    }

    private static boolean readToTheEnd(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (java.net.SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private String negotiated(List<NamedFactory<Cipher>> ciphers) throws Exception {
        start();
        client.setCipherFactories(ciphers);
        return connect().getNegotiatedKexParameter(KexProposalOption.S2CENC);
    }

    @Test
    void aClientThatKnowsAFasterCipherGetsIt() throws Exception {
        assertThat(negotiated(List.of(BuiltinCiphers.cc20p1305_openssh, BuiltinCiphers.aes256gcm)))
                .isEqualTo("aes256-gcm@openssh.com");
    }

    @Test
    void aClientThatKnowsOneCipherGetsThat() throws Exception {
        assertThat(negotiated(List.of(BuiltinCiphers.cc20p1305_openssh))).isEqualTo("chacha20-poly1305@openssh.com");
    }
}
