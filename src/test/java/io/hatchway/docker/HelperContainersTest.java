package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hatchway.container.EngineException;
import io.hatchway.container.FakeContainers;
import io.hatchway.container.Tools;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class HelperContainersTest {
    private static final String DESCRIPTION = """
            {"Id":"h1","Name":"/h1","Image":"sha256:1","Config":{"Labels":{}},"HostConfig":{"NetworkMode":"default"},
             "State":{"Status":"running","Running":true,"Pid":4242,"ExitCode":0}}\
            """;

    @TempDir
    Path folder;

    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final CompletableFuture<Void> inputEnded = new CompletableFuture<>();

    private DockerContainers over(FakeEngine engine) {
        return new DockerContainers("local", engine.address, Optional.of("tools"), Optional.empty());
    }

    private static boolean asked(FakeEngine engine, String line) {
        return List.copyOf(engine.requests).stream().anyMatch(request -> request.startsWith(line));
    }

    private static void awaitAsked(FakeEngine engine, String line) throws InterruptedException {
        while (!asked(engine, line)) {
            Thread.sleep(10);
        }
    }

    /** Makes a helper; how its start is answered is the test's. */
    private FakeEngine.Answers making(FakeEngine.Answers starting) {
        return (line, connection) -> {
            if (line.contains("/create")) {
                return FakeEngine.json(201, "{\"Id\":\"h1\"}");
            }
            if (line.contains("/attach")) {
                connection.write(ByteBuffer.wrap("HTTP/1.1 101 UPGRADED\r\n\r\n".getBytes(US_ASCII)));
                awaitEnd(connection);
                return "";
            }
            if (line.contains("/start")) {
                return starting.answer(line, connection);
            }
            return line.startsWith("DELETE") ? FakeEngine.json(204, "") : FakeEngine.json(200, DESCRIPTION);
        };
    }

    private void awaitEnd(SocketChannel connection) throws IOException {
        while (connection.read(ByteBuffer.allocate(64)) >= 0) {
            // what it is told
        }
        inputEnded.complete(null);
    }

    @Test
    void oneThatDoesNotStartIsRemovedAndItsStreamClosed() throws Exception {
        try (FakeEngine engine = new FakeEngine(
                        folder, making((line, connection) -> FakeEngine.json(500, "{\"message\":\"no\"}")));
                DockerContainers containers = over(engine)) {
            assertThatExceptionOfType(EngineException.class).isThrownBy(() -> containers.tools(FakeContainers.web()));
            awaitAsked(engine, "DELETE /containers/h1");
            inputEnded.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void oneThatNobodyWaitsForAnyMoreEnds() throws Exception {
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        try (FakeEngine engine = new FakeEngine(folder, making((line, connection) -> {
                    started.complete(null);
                    goOn.join();
                    return FakeEngine.json(204, "");
                }));
                DockerContainers containers = over(engine)) {
            CompletableFuture<Throwable> said = new CompletableFuture<>();
            Thread session = Thread.startVirtualThread(() -> {
                try (Tools tools = containers.tools(FakeContainers.web())) {
                    said.completeExceptionally(new AssertionError(tools));
                } catch (EngineException givenUp) {
                    said.complete(givenUp);
                }
            });
            started.join();
            session.interrupt();
            assertThat(said.get(10, TimeUnit.SECONDS)).isInstanceOf(EngineException.class);
            assertThat(inputEnded).isNotDone();
            goOn.complete(null);
            inputEnded.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void thoseThatAKilledGatewayLeftAreRemovedAtTheStartAndYoungOnesAreNot() throws Exception {
        long now = Instant.now().getEpochSecond();
        String left = "[{\"Id\":\"old\",\"Created\":" + (now - 120) + "},{\"Id\":\"young\",\"Created\":" + now + "},"
                + "{\"Id\":\"old2\",\"Created\":" + (now - 60) + "}]";
        try (FakeEngine engine = new FakeEngine(
                        folder,
                        (line, connection) ->
                                line.startsWith("DELETE") ? FakeEngine.json(204, "") : FakeEngine.json(200, left));
                DockerContainers containers = over(engine)) {
            containers.sweepHelpers();
            awaitAsked(engine, "DELETE /containers/old2");
            assertThat(asked(engine, "DELETE /containers/old?")).isTrue();
            assertThat(asked(engine, "DELETE /containers/young")).isFalse();
            assertThat(List.copyOf(engine.requests).getFirst()).contains("hatchway.helper");
        }
    }
}
