package io.hatchway.sshd;

import io.hatchway.access.KeyBlob;
import io.hatchway.access.Lookup;
import io.hatchway.access.Policy;
import io.hatchway.access.Restrictions;
import io.hatchway.access.SampleGrants;
import io.hatchway.audit.AuditEvent;
import io.hatchway.container.FakeContainers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** A server in this process, a client's key that opens "web", and what was refused. */
final class SampleServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    final FakeContainers containers = FakeContainers.with(FakeContainers.web());
    final KeyPair key;
    final SshClient client = SshClient.setUpDefaultClient();
    private final BlockingQueue<String> refusals = new LinkedBlockingQueue<>();
    private final BlockingQueue<AuditEvent> events = new LinkedBlockingQueue<>();
    private final List<AuditEvent> passed = new ArrayList<>();
    private final TestServer server;
    private final InetSocketAddress address;

    SampleServer(Path state, EntryRules rules, Duration loginGrace) throws Exception {
        this(state, rules, loginGrace, Duration.ofMinutes(1));
    }

    SampleServer(Path state, EntryRules rules, Duration loginGrace, Duration requestGrace) throws Exception {
        key = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
        ByteArrayBuffer blob = new ByteArrayBuffer();
        blob.putRawPublicKey(key.getPublic());
        Policy policy = SampleGrants.policy("web", KeyBlob.of(blob.getCompactData()), Restrictions.NONE);
        server = new TestServer(
                state,
                rules,
                new Limits(
                        loginGrace,
                        5,
                        Duration.ZERO,
                        3,
                        5,
                        256L << 20,
                        64L << 20,
                        requestGrace,
                        10,
                        10,
                        List.of(),
                        3,
                        true),
                policy,
                name -> Lookup.UNKNOWN,
                containers,
                events::add,
                new RefusalListener() {
                    @Override
                    public void refused(InetSocketAddress client, String reason) {
                        refusals.add(reason);
                    }

                    @Override
                    public void penalised(InetSocketAddress client, String network, Offence offence, Duration time) {
                        refusals.add("kept out " + network + ": " + offence);
                    }
                });
        address = server.address();
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.setKeyIdentityProvider(none -> List.of());
        client.start();
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    InetSocketAddress address() {
        return address;
    }

    /** A client that has exchanged keys. */
    ClientSession met() throws Exception {
        ClientSession session = client.connect("web", address).verify(PATIENCE).getSession();
        session.waitFor(List.of(ClientSession.ClientSessionEvent.WAIT_AUTH), PATIENCE);
        return session;
    }

    /** A client that has logged in. */
    ClientSession loggedIn() throws Exception {
        ClientSession session = met();
        session.addPublicKeyIdentity(key);
        session.auth().verify(PATIENCE);
        return session;
    }

    /** The next refusal. */
    String refusal() throws InterruptedException {
        return String.valueOf(refusals.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** The next event of a kind. */
    <E extends AuditEvent> E event(Class<E> kind) throws InterruptedException {
        while (true) {
            AuditEvent event = Objects.requireNonNull(
                    events.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS), () -> "no " + kind.getSimpleName());
            passed.add(event);
            if (kind.isInstance(event)) {
                return kind.cast(event);
            }
        }
    }

    /** The events of a kind up to the last that {@link #event} gave. */
    <E extends AuditEvent> List<E> seen(Class<E> kind) {
        return passed.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    boolean refusedNobody() {
        return refusals.isEmpty();
    }

    /** Whether the other side has closed within the patience. */
    static boolean isClosed(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (java.net.SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    static boolean isClosed(ClientSession session) {
        return session.waitFor(List.of(ClientSession.ClientSessionEvent.CLOSED), PATIENCE)
                .contains(ClientSession.ClientSessionEvent.CLOSED);
    }

    @Override
    public void close() throws IOException {
        client.stop();
        server.close();
    }
}
