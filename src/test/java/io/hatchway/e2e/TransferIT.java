package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** A gibibyte each way, and what happens when one side stops reading. */
@RealEngine
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TransferIT {
    private static final long GIBIBYTE = 1L << 30;

    /** All that may be under way between a program and a client that does not read: every buffer on the way. */
    private static final long UNDER_WAY = 32L << 20;

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Site site;
    private static Box web;
    private static Gateway gateway;
    private static Ssh ssh;
    /** One whose output nobody reads from the start, in a container of its own. */
    private static Child unread;

    private static long unreadSince;

    @BeforeAll
    static void start() {
        web = STAGE.add(Box.debian());
        Box other = STAGE.add(Box.debian());
        site = STAGE.add(Site.create()).open(web, other);
        // Buffers without bounds do not fit in here.
        site.javaOptions("-Xmx128m");
        gateway = STAGE.add(site.start());
        ssh = gateway.ssh(web);
        unread = STAGE.add(Child.streaming(gateway.ssh(other).argv("head -c 20000000 /dev/zero")));
        other.awaitProgram("head -c 20000000");
        unreadSince = System.nanoTime();
    }

    @Test
    void aGibibyteComesOutUnchanged() throws Exception {
        String command = """
                rm -f /tmp/copy && mkfifo /tmp/copy && { sha256sum < /tmp/copy >&2 & } &&
                head -c 1073741824 /dev/urandom | tee /tmp/copy; wait
                """;
        MessageDigest digest = sha256();
        try (Child client = Child.streaming(ssh.argv(command))) {
            long size;
            try (InputStream out = client.stdout();
                    OutputStream to = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                size = out.transferTo(to);
            }
            Ran end = client.await();
            assertThat(end.code()).isZero();
            assertThat(size).isEqualTo(GIBIBYTE);
            assertThat(end.err()).startsWith(hex(digest));
        }
    }

    @Test
    void aGibibyteGoesInUnchanged() throws Exception {
        MessageDigest digest = sha256();
        try (Child client = ssh.start("sha256sum; exit 11")) {
            try (OutputStream to = new DigestOutputStream(client.stdin(), digest)) {
                write(to, GIBIBYTE, new AtomicLong());
            }
            Ran end = client.await();
            assertThat(end.code()).isEqualTo(11);
            assertThat(end.out()).startsWith(hex(digest));
        }
    }

    /** Noise in blocks that each carry their number: a block lost, doubled or out of place changes the sum. */
    private static void write(OutputStream to, long size, AtomicLong written) throws IOException {
        byte[] block = new byte[64 * 1024];
        new Random(1).nextBytes(block);
        for (long number = 0; written.get() < size; number++) {
            ByteBuffer.wrap(block).putLong(number);
            to.write(block);
            written.addAndGet(block.length);
        }
    }

    @Test
    void aClientThatStopsReadingStopsTheProgram() {
        long before = gateway.resident();
        try (Child client = Child.streaming(ssh.argv("yes"))) {
            Box.Running yes = web.awaitProgram("yes");
            assertThat(Eventually.settled(yes::written)).isBetween(1L, UNDER_WAY);
            assertThat(gateway.resident() - before).isLessThan(2 * UNDER_WAY);
            assertThat(client.alive()).isTrue();
        }
        web.awaitEmpty();
    }

    @Test
    void aClientThatIsFrozenStopsTheProgram() {
        try (Child client = ssh.start("yes")) {
            Box.Running yes = web.awaitProgram("yes");
            client.signal("STOP");
            long frozenAt = yes.written();
            assertThat(Eventually.settled(yes::written) - frozenAt).isLessThan(UNDER_WAY);
            assertThat(ssh.run("echo others go on").ok()).isEqualTo("others go on\n");
        }
        web.awaitEmpty();
    }

    @Test
    void aClientWithAHugeWindowThatIsFrozenStopsTheProgram() {
        String script = """
                import os, paramiko, signal, sys
                client = paramiko.SSHClient()
                client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
                client.connect("127.0.0.1", int(sys.argv[1]), sys.argv[2], key_filename=sys.argv[3],
                               allow_agent=False, look_for_keys=False)
                channel = client.get_transport().open_session(window_size=2**31 - 1)
                channel.exec_command("yes")
                channel.recv(1)
                os.kill(os.getpid(), signal.SIGSTOP)
                """;
        try (Child client = Child.start(List.of(
                "/usr/bin/python3",
                "-c",
                script,
                Integer.toString(gateway.port()),
                web.name(),
                site.userKey().toString()))) {
            Box.Running yes = web.awaitProgram("yes");
            Eventually.holds(() -> stopped(client), client::toString);
            long frozenAt = yes.written();
            assertThat(Eventually.settled(yes::written) - frozenAt).isLessThan(UNDER_WAY);
            assertThat(ssh.run("echo others go on").ok()).isEqualTo("others go on\n");
        }
        web.awaitEmpty();
    }

    private static boolean stopped(Child child) {
        return Site.read(Path.of("/proc", Long.toString(child.pid()), "stat")).contains(") T ");
    }

    @Test
    void aProgramThatDoesNotReadStopsTheClient() {
        long before = gateway.resident();
        AtomicLong written = new AtomicLong();
        try (Child client = ssh.start("exec sleep 66000")) {
            web.awaitProgram("sleep 66000");
            Thread writer = Thread.startVirtualThread(() -> {
                try (OutputStream to = client.stdin()) {
                    write(to, GIBIBYTE, written);
                } catch (IOException e) {
                    // The client has been killed below.
                }
            });
            assertThat(Eventually.settled(written::get)).isBetween(1L, UNDER_WAY);
            assertThat(gateway.resident() - before).isLessThan(2 * UNDER_WAY);
            client.signal("KILL");
            web.awaitEmpty();
            writer.interrupt();
        }
    }

    @Test
    void aFrozenClientThatGoesOnLosesNothing() throws Exception {
        MessageDigest digest = sha256();
        try (Child client = Child.streaming(ssh.argv("seq 1 10000000"))) {
            Box.Running seq = web.awaitProgram("seq 1 10000000");
            client.signal("STOP");
            assertThat(Eventually.settled(seq::written)).isPositive();
            client.signal("CONT");
            try (InputStream out = client.stdout();
                    OutputStream to = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                out.transferTo(to);
            }
            assertThat(client.await().code()).isZero();
        }
        assertThat(web.sh("seq 1 10000000 | sha256sum")).startsWith(hex(digest));
    }

    /** The last, so that the others use the time it takes. */
    @Test
    @Order(Integer.MAX_VALUE)
    @Timeout(value = 90, unit = TimeUnit.SECONDS)
    void aReaderThatPausesLongerThanEveryTimeoutGetsItAll() throws Exception {
        // Half a minute is where the SSH library's own patience ends unless it is told otherwise.
        Thread.sleep(Duration.ofSeconds(35).minusNanos(System.nanoTime() - unreadSince));
        try (InputStream out = unread.stdout()) {
            assertThat(out.transferTo(OutputStream.nullOutputStream())).isEqualTo(20_000_000);
        }
        assertThat(unread.await().code()).isZero();
    }

    private static MessageDigest sha256() throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256");
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
