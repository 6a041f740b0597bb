package io.hatchway.sshd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first bytes of a connection, up to the login and its grace. */
@Timeout(120)
final class GuardedBeginningTest extends RawScene {
    private static final byte[] IDENTIFICATION = "SSH-2.0-Raw\r\n".getBytes(ISO_8859_1);
    private static final String IMPOSSIBLE = "it sent a packet of an impossible length";

    private void isCutOff(byte[] sent, String reason) throws Exception {
        try (Socket socket = server.connect()) {
            socket.getOutputStream().write(sent);
            assertThat(SampleServer.isClosed(socket)).isTrue();
        }
        assertThat(server.refusal()).isEqualTo(reason);
    }

    @Test
    void garbageIsClosedAtItsFirstByte() throws Exception {
        isCutOff(new byte[] {22, 3, 1}, "it did not speak SSH");
    }

    @Test
    void aBannerOf64KilobytesIsClosed() throws Exception {
        isCutOff(
                ("SSH-2.0-" + "x".repeat(64 * 1024)).getBytes(ISO_8859_1),
                "its identification was longer than 255 characters");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 300_000, 0, 4})
    void anImpossibleLengthBeforeTheKeyExchangeIsClosedAtOnce(int length) throws Exception {
        ByteBuffer sent = ByteBuffer.allocate(IDENTIFICATION.length + 12);
        sent.put(IDENTIFICATION).putInt(length);
        isCutOff(sent.array(), IMPOSSIBLE);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 300_000, 0, 4, 33})
    void anImpossibleLengthAfterTheKeyExchangeIsClosedAtOnce(int length) throws Exception {
        server.client.setCipherFactories(List.of(BuiltinCiphers.aes256gcm));
        ClientSession session = server.met();
        session.getIoSession()
                .writeBuffer(new ByteArrayBuffer(
                        ByteBuffer.allocate(8).putInt(length).array()));
        assertThat(SampleServer.isClosed(session)).isTrue();
        assertThat(server.refusal()).isEqualTo(IMPOSSIBLE);
    }

    @Test
    void paddingLongerThanItsPacketIsClosed() throws Exception {
        byte[] packet = packet(10, (byte) 20);
        packet[4] = (byte) 255;
        try (Socket socket = server.connect()) {
            socket.getOutputStream().write(IDENTIFICATION);
            socket.getOutputStream().write(packet);
            assertThat(SampleServer.isClosed(socket)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-slow", "SSH-2.0-slow\r\n"})
    void oneByteAtATimeIsCutOffAtTheGrace(String beginning) throws Exception {
        restart(Duration.ofSeconds(1));
        try (Socket socket = server.connect()) {
            socket.getOutputStream().write(beginning.getBytes(ISO_8859_1));
            byte[] more = packet(20, new byte[200]);
            Thread dripping = Thread.startVirtualThread(() -> {
                try {
                    for (byte one : more) {
                        socket.getOutputStream().write(beginning.endsWith("\n") ? one : 'x');
                        Thread.sleep(50);
                    }
                } catch (IOException | InterruptedException closed) {
                    // as it should be
                }
            });
            long start = System.nanoTime();
            assertThat(SampleServer.isClosed(socket)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
            dripping.join();
        }
        assertThat(server.refusal()).contains("ssh.login_grace");
    }

    @Test
    void aClientThatKnowsOnlySha1IsTold() throws Exception {
        server.client.setMacFactories(List.of(BuiltinMacs.hmacsha1));
        server.client.setCipherFactories(List.of(BuiltinCiphers.aes128ctr));
        server.client.connect("web", server.address());
        assertThat(server.refusal()).containsIgnoringCase("mac");
    }

    @Test
    void aClientThatKnowsOnlyCbcIsTold() throws Exception {
        server.client.setCipherFactories(List.of(BuiltinCiphers.aes128cbc));
        server.client.connect("web", server.address());
        assertThat(server.refusal()).containsIgnoringCase("enc");
    }

    @Test
    void aClientThatKnowsOnlyOldKeyExchangesIsTold() throws Exception {
        server.client.setKeyExchangeFactories(NamedFactory.setUpTransformedFactories(
                false, List.of(BuiltinDHFactories.dhg14_256), ClientBuilder.DH2KEX));
        server.client.connect("web", server.address());
        assertThat(server.refusal()).containsIgnoringCase("kex");
    }

    /** Terrapin: in a strict key exchange nothing may come in between. */
    @Test
    void aMessageBeforeAStrictKeyExchangeIsCutOff() throws Exception {
        try (Socket socket = server.connect()) {
            socket.getOutputStream().write(IDENTIFICATION);
            socket.getOutputStream().write(packet(10, (byte) 2, (byte) 0, (byte) 0, (byte) 0, (byte) 0));
            socket.getOutputStream().write(kexInit());
            assertThat(SampleServer.isClosed(socket)).isTrue();
        }
        assertThat(server.refusal()).containsIgnoringCase("strict KEX");
    }

    @Test
    void aMessageInAStrictKeyExchangeIsCutOff() throws Exception {
        try (Socket socket = server.connect()) {
            socket.getOutputStream().write(IDENTIFICATION);
            socket.getOutputStream().write(kexInit());
            Thread.sleep(300);
            socket.getOutputStream().write(packet(10, (byte) 2, (byte) 0, (byte) 0, (byte) 0, (byte) 0));
            assertThat(SampleServer.isClosed(socket)).isTrue();
        }
        assertThat(server.refusal()).containsIgnoringCase("strict KEX");
    }

    private static byte[] kexInit() {
        ByteArrayBuffer payload = new ByteArrayBuffer();
        payload.putByte(SshConstants.SSH_MSG_KEXINIT);
        payload.putRawBytes(new byte[16]);
        payload.putString("curve25519-sha256,kex-strict-c-v00@openssh.com");
        payload.putString("ssh-ed25519");
        for (int i = 0; i < 2; i++) {
            payload.putString("aes128-ctr");
        }
        for (int i = 0; i < 2; i++) {
            payload.putString("hmac-sha2-256-etm@openssh.com");
        }
        for (int i = 0; i < 2; i++) {
            payload.putString("none");
        }
        payload.putString("");
        payload.putString("");
        payload.putBoolean(false);
        payload.putUInt(0);
        byte[] bytes = payload.getCompactData();
        return packet(16 - (5 + bytes.length) % 8, bytes);
    }
}
