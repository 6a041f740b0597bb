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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
        start(List.of());
    }

    /** @param under what its command stands behind */
    private void start(List<String> under) throws IOException {
        process = new ProcessBuilder(
                        Stream.concat(under.stream(), Relay.ARGV.stream()).toList())
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
    void whoIsInterruptedWhileItListensBreaksNobodyElsesConnection() throws Exception {
        try (Duplex echo = to(socket -> socket.getInputStream().transferTo(socket.getOutputStream()))) {
            Thread vanished = Thread.startVirtualThread(() -> {
                Thread.currentThread().interrupt();
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(() -> relay.listen(folder.resolve("a/s").toString()));
            });
            vanished.join();
            echo.write("still here".getBytes(US_ASCII), 0, 10);
            echo.finish();
            assertThat(all(echo)).asString().isEqualTo("still here");
            while (Files.exists(folder.resolve("a"))) {
                Thread.sleep(20);
            }
        }
    }

    @Test
    void aSocketThatAKilledOneHasLeftIsTakenOver() throws Exception {
        Path left = folder.resolve("left/s");
        relay.listen(left.toString());
        process.destroyForcibly().waitFor();
        assertThat(left).exists();
        begin();
        try (Listening again = relay.listen(left.toString())) {
            assertThat(again.port()).isZero();
            assertThat(Files.getPosixFilePermissions(left)).hasToString("[OWNER_READ, OWNER_WRITE]");
        }
    }

    @Test
    void aFolderThatOthersMayUseIsNot() throws Exception {
        Path others = Files.createDirectory(
                folder.resolve("others"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.createSymbolicLink(folder.resolve("link"), others);
        for (String name : List.of("others/s", "link/s")) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> relay.listen(folder.resolve(name).toString()))
                    .withMessage("File exists");
        }
    }

    @Test
    void oneThatIsRetiredIsAskedForNothing() throws Exception {
        try (Duplex used = to(socket -> socket.getInputStream().read())) {
            relay.retire(Duration.ZERO);
            assertThat(relay.works()).isTrue();
            used.finish();
        }
        relay.retire(Duration.ZERO);
        assertThat(relay.works()).isFalse();
        assertThatExceptionOfType(Relay.EndedException.class)
                .isThrownBy(() -> relay.connect(InetAddress.getLoopbackAddress(), 1));
    }

    /** What accept(2) cannot take for want of a descriptor stays to be taken, and is said to be there all the time. */
    @Test
    void withoutDescriptorsItWaitsWithoutBeingBusy() throws Exception {
        end();
        start(List.of("sh", "-c", "ulimit -n 12; exec \"$@\"", "sh"));
        try (Listening listening = relay.listen(0)) {
            List<Socket> programs = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                programs.add(new Socket(InetAddress.getLoopbackAddress(), listening.port()));
            }
            Listening.Accepted first = listening.accept();
            Thread.sleep(500);
            Duration before = process.toHandle().info().totalCpuDuration().orElseThrow();
            Thread.sleep(1000);
            Duration after = process.toHandle().info().totalCpuDuration().orElseThrow();
            assertThat(after.minus(before)).isLessThan(Duration.ofMillis(300));
            first.connection().close();
            for (Socket program : programs) {
                program.close();
            }
            for (int i = 1; i < 20; i++) {
                listening.accept().connection().close();
            }
        }
    }

    @Test
    void theProgramEndsWithItsInput() throws Exception {
        relay.close();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
