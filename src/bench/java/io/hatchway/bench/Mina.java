package io.hatchway.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;

/** Apache MINA's client inside this program: many logins and sessions at the cost of no process each. */
final class Mina implements Client, AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final SshClient client;

    Mina() {
        client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier((session, address, key) -> true);
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        client.start();
    }

    @Override
    public String name() {
        return "MINA's client";
    }

    /** An authenticated connection, which the caller closes. */
    ClientSession connect(Endpoint endpoint) throws IOException {
        if (!client.isStarted()) {
            throw new IOException("the client is closed");
        }
        var session = client.connect(endpoint.user(), Endpoint.HOST, endpoint.port())
                .verify(LIMIT)
                .getSession();
        try {
            session.setKeyIdentityProvider(new FileKeyPairProvider(endpoint.key()));
            session.auth().verify(LIMIT);
            return session;
        } catch (IOException e) {
            session.close(true);
            throw e;
        }
    }

    @Override
    public void login(Endpoint endpoint) throws IOException {
        try (var session = connect(endpoint);
                var channel = session.createExecChannel("true")) {
            channel.open().verify(LIMIT);
            channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LIMIT);
            var status = channel.getExitStatus();
            if (status == null || status != 0) {
                throw new IOException("true ended with " + status);
            }
        }
    }

    @Override
    public void close() {
        client.stop();
    }
}
