package io.hatchway.sshd;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server, and what a client sends it byte by byte. */
@Timeout(120)
abstract class RawScene {
    @TempDir
    static Path state;

    @SuppressWarnings("NullAway.Init") // started before each test
    SampleServer server;

    @BeforeEach
    void start() throws Exception {
        server = new SampleServer(state, SampleEntryRules.defaults(), Duration.ofSeconds(30));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    void restart(Duration loginGrace) throws Exception {
        server.close();
        server = new SampleServer(state, SampleEntryRules.defaults(), loginGrace);
    }

    /** Plain packets of a test's own, which have no MAC yet. */
    static byte[] packet(int padding, byte... payload) {
        ByteBuffer packet = ByteBuffer.allocate(5 + payload.length + padding);
        packet.putInt(1 + payload.length + padding).put((byte) padding).put(payload);
        return packet.array();
    }
}
