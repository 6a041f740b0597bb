package io.hatchway.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class EngineEndpointTest {
    @TempDir
    private Path folder;

    @Test
    void anEngineWhoseQueueIsFullIsAskedAgain() throws Exception {
        Path path = folder.resolve("engine.sock");
        List<Connection> waiting = new ArrayList<>();
        try (ServerSocketChannel engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            engine.bind(UnixDomainSocketAddress.of(path), 1);
            EngineEndpoint endpoint = new EngineEndpoint.Unix(path);
            waiting.add(endpoint.connect());
            waiting.add(endpoint.connect());
            CompletableFuture<Connection> third = new CompletableFuture<>();
            Thread.startVirtualThread(() -> {
                try {
                    third.complete(endpoint.connect());
                } catch (Exception failed) {
                    third.completeExceptionally(failed);
                }
            });
            Thread.sleep(300);
            assertThat(third).isNotDone();
            engine.accept().close();
            waiting.add(third.get(5, TimeUnit.SECONDS));
        } finally {
            for (Connection connection : waiting) {
                connection.close();
            }
        }
    }

    @Test
    void anEngineThatIsNotThereIsNotWaitedFor() {
        assertThatIOException().isThrownBy(() -> new EngineEndpoint.Unix(folder.resolve("none")).connect());
    }
}
