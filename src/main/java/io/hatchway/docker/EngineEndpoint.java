package io.hatchway.docker;

import com.github.dockerjava.core.util.CertificateUtils;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Where an engine listens, and how to connect to it. */
public sealed interface EngineEndpoint {
    /** How long a TCP connection may take to be made. */
    Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** A Unix domain socket. */
    record Unix(Path path) implements EngineEndpoint {
        @Override
        public String toString() {
            return "unix://" + path;
        }
    }

    /** TCP without encryption or authentication: whoever reaches it is root there. */
    record Tcp(String host, int port) implements EngineEndpoint {
        @Override
        public String toString() {
            return "tcp://" + host + ":" + port;
        }
    }

    /** TCP inside TLS with a client certificate. */
    record Tls(String host, int port, SSLContext context) implements EngineEndpoint {
        @Override
        public String toString() {
            return "tcp://" + host + ":" + port + " (TLS)";
        }
    }

    /** PEM files as {@code docker --tlsverify} takes them. */
    record TlsFiles(Path ca, Path certificate, Path key) {}

    /**
     * TLS with the given files.
     *
     * @throws IllegalArgumentException when a file cannot be used; the message is a sentence
     */
    static Tls tls(String host, int port, TlsFiles files) {
        return new Tls(host, port, sslContext(files));
    }

    /** Connects; blocks until the connection stands or cannot be made. */
    default Connection connect() throws IOException {
        return switch (this) {
            case Unix(Path path) -> new SocketConnection(SocketChannel.open(UnixDomainSocketAddress.of(path)));
            case Tcp(String host, int port) -> {
                SocketChannel channel = SocketChannel.open();
                try {
                    channel.socket().connect(new InetSocketAddress(host, port), (int) CONNECT_TIMEOUT.toMillis());
                    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                    yield new SocketConnection(channel);
                } catch (IOException | RuntimeException failed) {
                    channel.close();
                    throw failed;
                }
            }
            case Tls(String host, int port, SSLContext context) -> new TlsConnection(handshake(host, port, context));
        };
    }

    private static SSLSocket handshake(String host, int port, SSLContext context) throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(host, port), (int) CONNECT_TIMEOUT.toMillis());
            plain.setTcpNoDelay(true);
            plain.setKeepAlive(true);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.3"});
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException | RuntimeException failed) {
            plain.close();
            throw failed;
        }
    }

    private static SSLContext sslContext(TlsFiles files) {
        try {
            KeyStore keys = CertificateUtils.createKeyStore(
                    Files.readString(files.key()), Files.readString(files.certificate()));
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keys, "docker".toCharArray());
            TrustManagerFactory trustManagers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trustManagers.init(CertificateUtils.createTrustStore(Files.readString(files.ca())));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException failed) {
            throw new IllegalArgumentException(
                    "The engine's TLS files (" + files.ca() + ", " + files.certificate() + ", " + files.key()
                            + ") cannot be used: " + failed.getMessage(),
                    failed);
        }
    }
}
