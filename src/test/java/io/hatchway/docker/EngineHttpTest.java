package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class EngineHttpTest {
    @TempDir
    Path folder;

    private static Request get(String path) {
        return Request.builder().method(Request.Method.GET).path(path).build();
    }

    @Test
    void aCallGetsTheEnginesAnswer() throws IOException {
        try (var engine = new FakeEngine(folder, (line, connection) -> FakeEngine.json(200, "\"OK\""));
                var http = new EngineHttp(engine.address);
                Response answer = http.execute(get("/_ping"))) {
            assertThat(answer.getStatusCode()).isEqualTo(200);
            assertThat(answer.getHeader("Content-Type")).isEqualTo("application/json");
            assertThat(new String(answer.getBody().readAllBytes(), UTF_8)).isEqualTo("\"OK\"");
        }
    }

    @Test
    void eachCallHasAConnectionThatEndsWithIt() throws IOException {
        try (var engine = new FakeEngine(folder, (line, connection) -> FakeEngine.json(200, "{}"));
                var http = new EngineHttp(engine.address)) {
            http.execute(get("/_ping")).close();
            assertThat(engine.requests.getFirst()).contains("Connection: close\r\n");
        }
    }

    @Test
    void theApiVersionIsTheLastAnswers() throws IOException {
        try (var engine = new FakeEngine(folder, (line, connection) -> FakeEngine.json(200, "{}"));
                var http = new EngineHttp(engine.address)) {
            assertThat(http.apiVersion()).isEmpty();
            http.execute(get("/_ping")).close();
            assertThat(http.apiVersion()).isEqualTo("1.41");
        }
    }

    @Test
    void aStreamedBodyArrivesWhole() throws IOException {
        byte[] content = "tar".repeat(20_000).getBytes(UTF_8);
        try (var engine = new FakeEngine(folder, (line, connection) -> FakeEngine.json(200, "{}"));
                var http = new EngineHttp(engine.address)) {
            http.execute(Request.builder()
                            .method(Request.Method.PUT)
                            .path("/containers/x/archive?path=/")
                            .body(new ByteArrayInputStream(content))
                            .build())
                    .close();
            assertThat(engine.requests.getFirst().replaceAll("\r\n[0-9a-f]+\r\n", ""))
                    .contains("tar".repeat(20_000));
        }
    }

    @Test
    void nobodyListeningIsAnErrorOfTheConnection() {
        try (var http = new EngineHttp(new EngineEndpoint.Unix(folder.resolve("no.sock")))) {
            assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> http.execute(get("/_ping")));
        }
    }

    @Test
    void anEngineThatHangsUpIsAnErrorOfTheConnection() throws IOException {
        try (var engine = new FakeEngine(folder, (line, connection) -> "");
                var http = new EngineHttp(engine.address)) {
            assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> http.execute(get("/_ping")));
        }
    }

    @Test
    void aBodyOfNoLengthClosesTheConnection() throws Exception {
        CompletableFuture<Integer> afterwards = new CompletableFuture<>();
        try (var engine = new FakeEngine(folder, (line, connection) -> {
                    connection.write(ByteBuffer.wrap("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n".getBytes(UTF_8)));
                    afterwards.complete(connection.read(ByteBuffer.allocate(1)));
                    return "";
                });
                var http = new EngineHttp(engine.address)) {
            assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> http.execute(get("/_ping")));
            assertThat(afterwards.get(5, TimeUnit.SECONDS)).isEqualTo(-1);
        }
    }

    @Test
    void anUpgradedConnectionCarriesAProgramAndTheEndOfItsInput() throws IOException {
        try (var engine = new FakeEngine(folder, (line, connection) -> {
                    connection.write(ByteBuffer.wrap("HTTP/1.1 101 UPGRADED\r\n\r\nready ".getBytes(UTF_8)));
                    ByteBuffer input = ByteBuffer.allocate(100);
                    while (connection.read(input) >= 0) {
                        // until the end of stdin
                    }
                    return "got " + UTF_8.decode(input.flip());
                });
                var http = new EngineHttp(engine.address)) {
            HttpExchange upgraded = http.send(
                    "POST",
                    "/exec/1/start",
                    Map.of("Connection", "Upgrade", "Upgrade", "tcp"),
                    new HttpExchange.Body.Bytes(ByteBuffer.wrap("{}".getBytes(UTF_8))));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (ExecStream stream = new ExecStream(upgraded, false)) {
                stream.input().write("words".getBytes(UTF_8));
                stream.input().close();
                stream.copyTo(out, out);
            }
            assertThat(out.toString(UTF_8)).isEqualTo("ready got words");
        }
    }

    @Test
    void anEngineIsReachedOverTcpToo() throws IOException {
        try (ServerSocketChannel listening =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var http = new EngineHttp(
                        new EngineEndpoint.Tcp("127.0.0.1", listening.socket().getLocalPort()))) {
            Thread.startVirtualThread(() -> {
                try (SocketChannel connection = listening.accept()) {
                    connection.read(ByteBuffer.allocate(8192));
                    connection.write(ByteBuffer.wrap(FakeEngine.json(204, "").getBytes(UTF_8)));
                } catch (IOException gone) {
                    // the assertion below says so
                }
            });
            try (Response answer = http.execute(get("/_ping"))) {
                assertThat(answer.getStatusCode()).isEqualTo(204);
            }
        }
    }

    private static HttpExchange put(EngineHttp http, InputStream body, Duration patience) throws IOException {
        return http.send("PUT", "/containers/x/archive", Map.of(), new HttpExchange.Body.Stream(body), patience);
    }

    /** A piece every half of an engine's patience. */
    @Test
    void aBodyMayTakeLongerThanAnEngineMayKeepSilent() throws IOException {
        Duration patience = Duration.ofSeconds(1);
        InputStream slow = new InputStream() {
            private int left = 5;

            @Override
            public int read() {
                return -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                LockSupport.parkNanos(patience.toNanos() / 3);
                return left-- > 0 ? length : -1;
            }
        };
        try (var engine = new FakeEngine(folder, (line, connection) -> FakeEngine.json(200, "{}"));
                var http = new EngineHttp(engine.address);
                HttpExchange answer = put(http, slow, patience)) {
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @Test
    void anEngineThatTakesNoMoreOfABodyIsCutOff() throws Exception {
        Path socket = folder.resolve("deaf.sock");
        try (ServerSocketChannel deaf = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                var http = new EngineHttp(new EngineEndpoint.Unix(socket))) {
            deaf.bind(UnixDomainSocketAddress.of(socket));
            InputStream large = new ByteArrayInputStream(new byte[8 * 1024 * 1024]);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> put(http, large, Duration.ofMillis(300)))
                    .withMessageContaining("nothing from it within");
        }
    }

    @Test
    void interruptingACallEndsIt() throws Exception {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        try (var engine = new FakeEngine(folder, (line, connection) -> {
                    asked.complete(null);
                    connection.read(ByteBuffer.allocate(1));
                    return "";
                });
                var http = new EngineHttp(engine.address)) {
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            Thread caller = Thread.startVirtualThread(() -> {
                try {
                    http.execute(get("/_ping")).close();
                } catch (UncheckedIOException failed) {
                    failure.complete(failed);
                }
            });
            asked.get(5, TimeUnit.SECONDS);
            caller.interrupt();
            assertThat(failure.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        }
    }
}
