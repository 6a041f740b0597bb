package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.TopContainerResponse;
import io.hatchway.container.EngineException;
import io.hatchway.container.Processes;
import io.hatchway.container.Stats;
import io.hatchway.container.Usage;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What containers of one Docker Engine use. */
final class DockerStats implements Stats {
    private final DockerContainers engine;
    private final DockerClient docker;
    private final EngineHttp http;

    DockerStats(DockerContainers engine, DockerClient docker, EngineHttp http) {
        this.engine = engine;
        this.docker = docker;
        this.http = http;
    }

    @Override
    public Usage sample(String containerId) throws EngineException, InterruptedException {
        AtomicReference<@Nullable Usage> measured = new AtomicReference<>();
        read(containerId, "?stream=0", measured::set);
        Usage usage = measured.get();
        if (usage == null) {
            throw new EngineException(EngineException.Kind.REFUSED, "The engine said nothing of the container's use.");
        }
        return usage;
    }

    @Override
    public void follow(String containerId, Consumer<Usage> listener) throws EngineException, InterruptedException {
        read(containerId, "?stream=1", listener);
    }

    private void read(String containerId, String options, Consumer<Usage> listener)
            throws EngineException, InterruptedException {
        String target = "/containers/" + DockerInventory.encoded(containerId) + "/stats" + options;
        Interruption.of("measure the container", engine, () -> {
            try (HttpExchange answer =
                    http.send("GET", target, Map.of("Connection", "close"), new HttpExchange.Body.None())) {
                if (answer.status() != 200) {
                    throw Refusals.of(
                            "measure the container",
                            answer.status(),
                            answer.body().readNBytes(64 * 1024));
                }
                copy(answer, listener);
            }
        });
    }

    private static void copy(HttpExchange answer, Consumer<Usage> listener) throws IOException {
        try (MappingIterator<JsonNode> samples =
                Refusals.JSON.readerFor(JsonNode.class).readValues(new InputStreamReader(answer.body(), UTF_8))) {
            while (samples.hasNextValue()) {
                listener.accept(usage(samples.nextValue()));
            }
        }
    }

    /** As the engine's own command line reckons it. */
    static Usage usage(JsonNode sample) {
        JsonNode now = sample.path("cpu_stats");
        JsonNode before = sample.path("precpu_stats");
        double used = now.path("cpu_usage").path("total_usage").asDouble()
                - before.path("cpu_usage").path("total_usage").asDouble();
        double passed = now.path("system_cpu_usage").asDouble()
                - before.path("system_cpu_usage").asDouble();
        double processors = Math.max(
                1,
                now.path("online_cpus")
                        .asInt(now.path("cpu_usage").path("percpu_usage").size()));
        // The first sample of a stream has none before it.
        boolean known =
                passed > 0 && used >= 0 && before.path("system_cpu_usage").asDouble() > 0;
        JsonNode memory = sample.path("memory_stats");
        JsonNode detail = memory.path("stats");
        long idle = detail.path("total_inactive_file")
                .asLong(detail.path("inactive_file").asLong());
        long[] network = new long[2];
        sample.path("networks").forEach(card -> {
            network[0] += card.path("rx_bytes").asLong();
            network[1] += card.path("tx_bytes").asLong();
        });
        long[] disk = new long[2];
        sample.path("blkio_stats").path("io_service_bytes_recursive").forEach(entry -> {
            switch (entry.path("op").asText().toLowerCase(Locale.ROOT)) {
                case "read" -> disk[0] += entry.path("value").asLong();
                case "write" -> disk[1] += entry.path("value").asLong();
                default -> {} // sync, async, total: counted above
            }
        });
        return new Usage(
                Instant.now(),
                known ? used / passed * processors * 100 : 0,
                Math.max(0, memory.path("usage").asLong() - idle),
                memory.path("limit").asLong(),
                network[0],
                network[1],
                disk[0],
                disk[1],
                sample.path("pids_stats").path("current").asLong());
    }

    @Override
    public Processes processes(String containerId) throws EngineException {
        return engine.call("list the container's processes", () -> {
            TopContainerResponse found = docker.topContainerCmd(containerId).exec();
            String[] titles = found.getTitles();
            String[][] rows = found.getProcesses();
            return new Processes(
                    titles == null ? List.of() : List.of(titles),
                    rows == null ? List.of() : Arrays.stream(rows).map(List::of).toList());
        });
    }
}
