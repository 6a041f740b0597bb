package io.hatchway.docker;

import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class ExecsTest {
    @TempDir
    Path folder;

    private static String silent(String requestLine, SocketChannel connection) throws IOException {
        if (requestLine.contains("/start")) {
            connection.write(ByteBuffer.wrap(
                    "HTTP/1.1 101 UPGRADED\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            connection.read(ByteBuffer.allocate(1));
        }
        return FakeEngine.json(201, "{\"Id\":\"e1\"}");
    }

    @Test
    void aShortProgramThatNeverEndsIsGivenUp() throws Exception {
        try (FakeEngine engine = new FakeEngine(folder, ExecsTest::silent);
                EngineHttp http = new EngineHttp(engine.address)) {
            Execs execs = new Execs(http, EngineLibrary.over(http), Duration.ofMillis(200));
            assertThatIOException().isThrownBy(() -> execs.output("c1", List.of("/bin/sh"), Optional.empty()));
        }
    }
}
