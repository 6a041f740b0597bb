package io.hatchway.sshd;

import io.hatchway.access.KeyBlob;
import io.hatchway.access.Lookup;
import io.hatchway.access.Policy;
import io.hatchway.access.Restrictions;
import io.hatchway.access.SampleGrants;
import io.hatchway.container.FakeContainers;
import io.hatchway.session.Chronicle;
import io.hatchway.session.ContainerSettings;
import io.hatchway.session.Exit;
import io.hatchway.session.ForwardRecords;
import io.hatchway.session.Forwards;
import io.hatchway.session.Sessions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway in front of one container that runs, and a client with a key that opens it. */
@Timeout(20)
abstract class GatewayScene {
    static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    static Path state;

    static KeyPair key = new KeyPair(null, null);

    final FakeContainers containers = FakeContainers.with(FakeContainers.web());
    final SshClient client = SshClient.setUpDefaultClient();
    Duration keepalive = Duration.ZERO;
    Restrictions restrictions = Restrictions.NONE;
    Optional<Sessions> sessions = Optional.empty();
    Optional<Forwards> forwards = Optional.empty();
    Optional<GatewayServer> server = Optional.empty();
    InetSocketAddress address = new InetSocketAddress(0);

    @BeforeAll
    static void makeKey() throws Exception {
        key = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
    }

    @BeforeEach
    void prepareClient() {
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.setKeyIdentityProvider(none -> List.of());
    }

    Sessions start() throws Exception {
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

    ClientSession connect() throws Exception {
        client.start();
        ClientSession connection =
                client.connect("web", address).verify(PATIENCE).getSession();
        connection.addPublicKeyIdentity(key);
        connection.auth().verify(PATIENCE);
        return connection;
    }

    static RawChannel open(ClientSession connection) throws Exception {
        RawChannel channel = new RawChannel();
        connection.getService(ConnectionService.class).registerChannel(channel);
        channel.open().verify(PATIENCE);
        return channel;
    }

    RawChannel open() throws Exception {
        start();
        return open(connect());
    }
}
