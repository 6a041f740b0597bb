package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.github.dockerjava.core.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Where an engine listens, and how to connect to it. */
public sealed interface EngineEndpoint {
    /** How long a connection may take to be made, and each answer of a TLS handshake to come. */
    Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** Between two looks at a Unix socket whose queue is full. */
    Duration KNOCK_AGAIN = Duration.ofMillis(20);

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
            case Unix(Path path) -> new SocketConnection(knock(path));
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
            case Tls(String host, int port, SSLContext context) -> handshake(host, port, context);
        };
    }

    /**
     * A Unix socket whose queue is full keeps a caller waiting without end, or, on a virtual thread, refuses it at once.
     * Neither is right for a burst of logins: this asks again for a while.
     */
    private static SocketChannel knock(Path path) throws IOException {
        long end = System.nanoTime() + CONNECT_TIMEOUT.toNanos();
        while (true) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.configureBlocking(false);
                channel.connect(UnixDomainSocketAddress.of(path));
                channel.configureBlocking(true);
                return channel;
            } catch (IOException | RuntimeException failed) {
                channel.close();
                // The full queue has no exception of its own; nobody listening has, and a closed door shows on the
                // file.
                boolean queueIsFull = failed.getClass() == SocketException.class && Files.isWritable(path);
                if (!queueIsFull || System.nanoTime() > end) {
                    throw failed;
                }
            }
            pause();
        }
    }

    private static void pause() throws InterruptedIOException {
        try {
            Thread.sleep(KNOCK_AGAIN);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the engine");
        }
    }

    private static TlsConnection handshake(String host, int port, SSLContext context) throws IOException {
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
            plain.setSoTimeout((int) CONNECT_TIMEOUT.toMillis());
            socket.startHandshake();
            plain.setSoTimeout(0);
            return new TlsConnection(plain, socket);
        } catch (IOException | RuntimeException failed) {
            plain.close();
            throw failed;
        }
    }

    private static SSLContext sslContext(TlsFiles files) {
        try {
            KeyStore keys = emptyStore();
            keys.setKeyEntry("engine", privateKey(files.key()), password(), certificates(files.certificate()));
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keys, password());
            KeyStore trusted = emptyStore();
            for (Certificate authority : certificates(files.ca())) {
                trusted.setCertificateEntry("ca" + trusted.size(), authority);
            }
            TrustManagerFactory trustManagers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trustManagers.init(trusted);
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

    /** Of key stores that never leave the memory. */
    private static char[] password() {
        return "memory".toCharArray();
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, password());
        return store;
    }

    /** The JDK's reader: docker-java's wants a security provider that nobody has registered this early. */
    private static Certificate[] certificates(Path file) throws IOException, GeneralSecurityException {
        try {
            Certificate[] found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes(file)))
                    .toArray(Certificate[]::new);
            if (found.length > 0) {
                return found;
            }
        } catch (CertificateException unreadable) {
            throw new CertificateException(file + " has no certificate in PEM format", unreadable);
        }
        throw new CertificateException(file + " has no certificate in PEM format");
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        String pem = new String(bytes(file), ISO_8859_1);
        Throwable why = null;
        try {
            PrivateKey found = CertificateUtils.loadPrivateKey(pem);
            if (found != null) {
                return found;
            }
        } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
            why = unreadable;
        }
        throw new InvalidKeyException(file + " has no private key in PEM format, or one with a passphrase", why);
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new IOException("there is no file " + file, missing);
        } catch (IOException unreadable) {
            throw new IOException(file + " cannot be read (" + unreadable + ")", unreadable);
        }
    }
}
