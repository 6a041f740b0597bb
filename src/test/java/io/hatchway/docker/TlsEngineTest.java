package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.hatchway.docker.EngineEndpoint.TlsFiles;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An engine behind TLS that lets in only who has a certificate of its authority. */
@Timeout(20)
final class TlsEngineTest {
    private static final char[] PASSWORD = "docker".toCharArray();

    @TempDir
    static Path pki;

    @BeforeAll
    static void makeCertificates() throws Exception {
        authority("ca");
        authority("stranger");
        certificate("server", "ca", "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth\n");
        certificate("elsewhere", "ca", "subjectAltName=DNS:elsewhere.example\nextendedKeyUsage=serverAuth\n");
        certificate("client", "ca", "extendedKeyUsage=clientAuth\n");
        certificate("intruder", "stranger", "extendedKeyUsage=clientAuth\n");
        Files.writeString(pki.resolve("empty.pem"), "");
        Files.writeString(pki.resolve("garbage.pem"), "-----BEGIN NONSENSE-----\n!!!\n");
        Files.writeString(pki.resolve("text.pem"), "this is no certificate\n");
    }

    private static void openssl(String... arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(java.util.stream.Stream.concat(
                                java.util.stream.Stream.of("openssl"), List.of(arguments).stream())
                        .toList())
                .directory(pki.toFile())
                .redirectErrorStream(true)
                .redirectOutput(pki.resolve("openssl.log").toFile())
                .start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0)
                .as(() -> read(pki.resolve("openssl.log")))
                .isTrue();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private static void authority(String name) throws IOException, InterruptedException {
        openssl(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + name,
                "-keyout",
                name + ".key",
                "-out",
                name + ".pem");
    }

    private static void certificate(String name, String authority, String extensions)
            throws IOException, InterruptedException {
        Files.writeString(pki.resolve(name + ".ext"), extensions);
        openssl(
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-keyout",
                name + ".key",
                "-out",
                name + ".csr");
        openssl(
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                authority + ".pem",
                "-CAkey",
                authority + ".key",
                "-CAcreateserial",
                "-days",
                "2",
                "-extfile",
                name + ".ext",
                "-out",
                name + ".pem");
        openssl(
                "pkcs12",
                "-export",
                "-in",
                name + ".pem",
                "-inkey",
                name + ".key",
                "-passout",
                "pass:docker",
                "-out",
                name + ".p12");
    }

    private static TlsFiles files(String ca, String certificate, String key) {
        return new TlsFiles(pki.resolve(ca), pki.resolve(certificate), pki.resolve(key));
    }

    private static SSLServerSocket listen(String server) throws Exception {
        return listen(server, TlsEngineTest::serve);
    }

    private static SSLServerSocket listen(String server, Consumer<SSLServerSocket> engine) throws Exception {
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(pki.resolve(server + ".p12"))) {
            own.load(in, PASSWORD);
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        try (InputStream in = Files.newInputStream(pki.resolve("ca.pem"))) {
            trusted.setCertificateEntry(
                    "ca",
                    java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        SSLServerSocket listening = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        listening.setNeedClientAuth(true);
        Thread.ofVirtual().start(() -> engine.accept(listening));
        return listening;
    }

    /** Upgrades, takes stdin until its end, and only then says what it got. */
    private static void serve(SSLServerSocket listening) {
        try (SSLSocket connection = (SSLSocket) listening.accept()) {
            BufferedReader in = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
            for (String line; (line = in.readLine()) != null && !line.isEmpty(); ) {
                // the request's head
            }
            connection.getOutputStream().write("HTTP/1.1 101 UPGRADED\r\n\r\n".getBytes(UTF_8));
            StringBuilder input = new StringBuilder();
            for (int c; (c = in.read()) >= 0; ) {
                input.append((char) c);
            }
            for (int i = 0; i < 3; i++) {
                connection.getOutputStream().write((input + " ").getBytes(UTF_8));
                connection.getOutputStream().flush();
            }
        } catch (IOException refused) {
            // the client's assertions say so
        }
    }

    /** Reads one byte and then no more. */
    private static void stall(SSLServerSocket listening) {
        try (SSLSocket connection = (SSLSocket) listening.accept()) {
            connection.getInputStream().read();
            Thread.sleep(java.time.Duration.ofSeconds(15));
        } catch (IOException | InterruptedException over) {
            // the client's assertions say so
        }
    }

    private static String converse(SSLServerSocket listening, TlsFiles files) throws IOException {
        EngineEndpoint engine = EngineEndpoint.tls("127.0.0.1", listening.getLocalPort(), files);
        try (EngineHttp http = new EngineHttp(engine)) {
            HttpExchange upgraded =
                    http.send("GET", "/exec/1/start", Map.of("Upgrade", "tcp"), new HttpExchange.Body.None());
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (ExecStream stream = new ExecStream(upgraded, false)) {
                stream.input().write("words".getBytes(UTF_8));
                stream.input().close();
                stream.copyTo(out, out);
            }
            return out.toString(UTF_8);
        }
    }

    @Test
    void theEndOfStdinArrivesWhileOutputGoesOn() throws Exception {
        try (SSLServerSocket listening = listen("server")) {
            assertThat(converse(listening, files("ca.pem", "client.pem", "client.key")))
                    .isEqualTo("words words words ");
        }
    }

    @Test
    void anEngineOfAnotherAuthorityIsNotTrusted() throws Exception {
        try (SSLServerSocket listening = listen("server")) {
            TlsFiles files = files("stranger.pem", "client.pem", "client.key");
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> converse(listening, files));
        }
    }

    @Test
    void anEngineOfAnotherNameIsNotTrusted() throws Exception {
        try (SSLServerSocket listening = listen("elsewhere")) {
            TlsFiles files = files("ca.pem", "client.pem", "client.key");
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> converse(listening, files));
        }
    }

    @Test
    void aClientOfAnotherAuthorityIsNotLetIn() throws Exception {
        try (SSLServerSocket listening = listen("server")) {
            TlsFiles files = files("ca.pem", "intruder.pem", "intruder.key");
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> converse(listening, files));
        }
    }

    @Test
    void anInterruptedReaderClosesTheConnection() throws Exception {
        try (SSLServerSocket listening = listen("server")) {
            EngineEndpoint engine = EngineEndpoint.tls(
                    "127.0.0.1", listening.getLocalPort(), files("ca.pem", "client.pem", "client.key"));
            try (Connection connection = engine.connect()) {
                Thread reader = Thread.startVirtualThread(() -> {
                    try {
                        connection.read(ByteBuffer.allocate(10));
                    } catch (IOException interrupted) {
                        // what was wanted
                    }
                });
                Thread.sleep(100);
                reader.interrupt();
                assertThat(reader.join(java.time.Duration.ofSeconds(5))).isTrue();
            }
        }
    }

    @Test
    void closingDoesNotWaitForABlockedWriter() throws Exception {
        try (SSLServerSocket listening = listen("server", TlsEngineTest::stall)) {
            Connection connection = EngineEndpoint.tls(
                            "127.0.0.1", listening.getLocalPort(), files("ca.pem", "client.pem", "client.key"))
                    .connect();
            AtomicLong written = new AtomicLong();
            Thread writer = Thread.startVirtualThread(() -> {
                try {
                    while (true) {
                        connection.write(ByteBuffer.wrap(new byte[64 * 1024]));
                        written.incrementAndGet();
                    }
                } catch (IOException closed) {
                    // what was wanted
                }
            });
            for (long before = -1; before != written.get(); Thread.sleep(300)) {
                before = written.get();
            }
            Thread closer =
                    Thread.startVirtualThread(() -> assertThatNoException().isThrownBy(connection::close));
            assertThat(closer.join(java.time.Duration.ofSeconds(5))).isTrue();
            assertThat(writer.join(java.time.Duration.ofSeconds(5))).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing.pem", "empty.pem", "garbage.pem", "text.pem", "server.p12"})
    void anAuthorityThatIsNoneGivesASentence(String file) {
        refused(files(file, "client.pem", "client.key"), file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing.pem", "empty.pem", "garbage.pem", "text.pem", "server.p12"})
    void aCertificateThatIsNoneGivesASentence(String file) {
        refused(files("ca.pem", file, "client.key"), file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing.pem", "empty.pem", "garbage.pem", "text.pem", "server.p12", "client.pem"})
    void aKeyThatIsNoneGivesASentence(String file) {
        refused(files("ca.pem", "client.pem", file), file);
    }

    private static void refused(TlsFiles files, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EngineEndpoint.tls("127.0.0.1", 2376, files))
                .withMessageStartingWith("The engine's TLS files (")
                .withMessageContaining(pki.resolve(named).toString())
                .withMessageNotContaining("null")
                .satisfies(refused -> assertThat(
                                Optional.ofNullable(refused.getMessage()).orElse(""))
                        .doesNotContain("\n"));
    }
}
