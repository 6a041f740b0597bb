package io.hatchway.e2e;

import io.hatchway.access.KeyBlob;
import io.hatchway.keys.SoftwareToken;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An ssh-agent (draft-ietf-sshm-ssh-agent) that holds one security key in software and what certificates it was given, and
 * signs with the flags it was told. The real client takes it for an agent with a real key.
 */
final class SoftwareAgent implements AutoCloseable {
    private static final int REQUEST_IDENTITIES = 11;
    private static final int IDENTITIES_ANSWER = 12;
    private static final int SIGN_REQUEST = 13;
    private static final int SIGN_RESPONSE = 14;
    private static final int FAILURE = 5;

    private final SoftwareToken token;
    private final int flags;
    private final List<KeyBlob> identities = new ArrayList<>();
    private final Path socket;
    private final ServerSocketChannel server;

    SoftwareAgent(SoftwareToken token, int flags, KeyBlob... certificates) {
        this.token = token;
        this.flags = flags;
        identities.addAll(List.of(certificates));
        identities.add(token.publicKey());
        try {
            // A short path: a socket's has at most 107 bytes.
            socket = Files.createTempDirectory("hw").resolve("a");
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("agent").start(this::serve);
    }

    Path socket() {
        return socket;
    }

    private void serve() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                Thread.startVirtualThread(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            DataInputStream in = new DataInputStream(Channels.newInputStream(client));
            DataOutputStream out = new DataOutputStream(Channels.newOutputStream(client));
            while (true) {
                byte[] request = in.readNBytes(in.readInt());
                byte[] answer = answer(request);
                out.writeInt(answer.length);
                out.write(answer);
                out.flush();
            }
        } catch (IOException gone) {
            // The client has what it wanted.
        }
    }

    private byte[] answer(byte[] request) throws IOException {
        DataInputStream in = new DataInputStream(new java.io.ByteArrayInputStream(request));
        return switch (in.readUnsignedByte()) {
            case REQUEST_IDENTITIES -> {
                byte[] answer = {IDENTITIES_ANSWER, 0, 0, 0, (byte) identities.size()};
                for (KeyBlob identity : identities) {
                    answer = SoftwareToken.join(
                            answer, SoftwareToken.string(identity.bytes()), SoftwareToken.string("token"));
                }
                yield answer;
            }
            case SIGN_REQUEST -> {
                in.readNBytes(in.readInt());
                byte[] data = in.readNBytes(in.readInt());
                yield SoftwareToken.join(new byte[] {SIGN_RESPONSE}, SoftwareToken.string(token.sign(data, flags)));
            }
            default -> new byte[] {FAILURE};
        };
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(socket);
            Files.deleteIfExists(socket.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
