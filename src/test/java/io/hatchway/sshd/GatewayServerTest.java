package io.hatchway.sshd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections: who gets one, with which algorithms, and for how long. */
@Timeout(20)
final class GatewayServerTest extends GatewayScene {
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
