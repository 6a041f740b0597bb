package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hatchway.container.Duplex;
import io.hatchway.container.Listening;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A relay of this machine's own perl, over pipes. */
@Timeout(60)
final class RelayTest {
    @TempDir
    Path folder;

    private Process process;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private Relay relay;

    @BeforeEach
    void begin() throws IOException {
        process = new ProcessBuilder(Relay.ARGV)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        relay = Relay.begin(
                new ExecStream(new ProcessPipes(process), ByteBuffer.allocate(0), false), () -> over.complete(null));
    }

    @AfterEach
    void end() throws InterruptedException {
        relay.close();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    /** A program's stdin and stdout. */
    private record ProcessPipes(Process process) implements Connection {
        @Override
        public int read(ByteBuffer into) throws IOException {
            byte[] part = new byte[into.remaining()];
            int count = process.getInputStream().read(part);
            into.put(part, 0, Math.max(count, 0));
            return count;
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            byte[] all = new byte[from.remaining()];
            from.get(all);
            process.getOutputStream().write(all);
            process.getOutputStream().flush();
        }

        @Override
        public void finishOutput() throws IOException {
            process.getOutputStream().close();
        }

        @Override
        public void close() throws IOException {
            finishOutput();
        }
    }

    private interface Talk {
        void with(Socket socket) throws IOException;
    }

    private Duplex to(Talk talk) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(() -> {
            try (server;
                    Socket socket = server.accept()) {
                talk.with(socket);
            } catch (IOException failed) {
                throw new AssertionError(failed);
            }
        });
        return relay.connect(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    private static byte[] all(Duplex from) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        byte[] buffer = new byte[10_000];
        for (int count; (count = from.read(buffer, 0, buffer.length)) >= 0; ) {
            whole.write(buffer, 0, count);
        }
        return whole.toByteArray();
    }

    @Test
    void whatIsSentComesBackAndBothEndsArrive() throws Exception {
        byte[] much = new byte[5 << 20];
        new Random(1).nextBytes(much);
        try (Duplex echo = to(socket -> socket.getInputStream().transferTo(socket.getOutputStream()))) {
            Thread writer = Thread.startVirtualThread(() -> {
                try {
                    echo.write(much, 0, much.length);
                    echo.finish();
                } catch (IOException failed) {
                    throw new AssertionError(failed);
                }
            });
            assertThat(all(echo)).isEqualTo(much);
            writer.join();
        }
        assertThat(relay.idle()).isPositive();
    }

    @Test
    void theOtherSidesEndLeavesOursOpen() throws Exception {
        CompletableFuture<Integer> heard = new CompletableFuture<>();
        try (Duplex duplex = to(socket -> {
            socket.getOutputStream().write("first".getBytes(US_ASCII));
            socket.shutdownOutput();
            heard.complete(socket.getInputStream().readAllBytes().length);
        })) {
            assertThat(all(duplex)).asString().isEqualTo("first");
            duplex.write(new byte[100_000], 0, 100_000);
            duplex.finish();
            assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo(100_000);
        }
    }

    @Test
    void oneThatIsNotReadHoldsUpNoOther() throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try (Duplex deaf = to(socket -> done.join());
                Duplex echo = to(socket -> socket.getInputStream().transferTo(socket.getOutputStream()))) {
            Thread writer = Thread.startVirtualThread(() -> {
                try {
                    deaf.write(new byte[64 << 20], 0, 64 << 20);
                } catch (IOException closed) {
                    // the test is over
                }
            });
            echo.write("hello".getBytes(US_ASCII), 0, 5);
            echo.finish();
            assertThat(all(echo)).asString().isEqualTo("hello");
            assertThat(writer.isAlive()).isTrue();
            done.complete(null);
        }
    }

    @Test
    void whereNothingListensIsSaid() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> relay.connect(InetAddress.getLoopbackAddress(), port))
                .withMessage("Connection refused");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> relay.connect(folder.resolve("none").toString()))
                .withMessage("No such file or directory");
    }

    @Test
    void whoConnectsToAListeningPortIsHandedOver() throws Exception {
        try (Listening listening = relay.listen(0);
                Socket program = new Socket(InetAddress.getLoopbackAddress(), listening.port())) {
            Listening.Accepted accepted = listening.accept();
            assertThat(accepted.port()).isEqualTo(program.getLocalPort());
            program.getOutputStream().write("out".getBytes(US_ASCII));
            program.shutdownOutput();
            assertThat(all(accepted.connection())).asString().isEqualTo("out");
            accepted.connection().write("back".getBytes(US_ASCII), 0, 4);
            accepted.connection().finish();
            assertThat(program.getInputStream().readAllBytes()).asString().isEqualTo("back");
        }
    }

    @Test
    void aSocketThatListensIsItsUsersAloneAndGoneInTheEnd() throws Exception {
        Path socket = folder.resolve("agent/s");
        Listening listening = relay.listen(socket.toString());
        assertThat(Files.getPosixFilePermissions(socket)).hasToString("[OWNER_READ, OWNER_WRITE]");
        assertThat(Files.getPosixFilePermissions(socket.getParent()))
                .hasToString("[OWNER_READ, OWNER_WRITE, OWNER_EXECUTE]");
        Listening other = relay.listen(folder.resolve("other/s").toString());
        listening.close();
        while (Files.exists(socket.getParent())) {
            Thread.sleep(20);
        }
        relay.close();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(folder.resolve("other")).doesNotExist();
        other.close();
    }

    @Test
    void aNameIsResolved() throws IOException {
        assertThat(relay.resolve("localhost")).isNotEmpty().allMatch(InetAddress::isLoopbackAddress);
    }

    @Test
    void whenTheProgramEndsItsConnectionsDo() throws Exception {
        Duplex duplex = to(socket -> socket.getInputStream().read());
        process.destroyForcibly();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> duplex.read(new byte[1], 0, 1));
        over.get(10, TimeUnit.SECONDS);
        assertThat(relay.works()).isFalse();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> relay.connect(InetAddress.getLoopbackAddress(), 1));
    }

    @Test
    void theProgramEndsWithItsInput() throws Exception {
        relay.close();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
