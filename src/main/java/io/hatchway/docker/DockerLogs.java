package io.hatchway.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import io.hatchway.container.EngineException;
import io.hatchway.container.LogQuery;
import io.hatchway.container.Logs;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** What containers of one Docker Engine wrote, on a connection of its own for each reader. */
final class DockerLogs implements Logs {
    private static final int LONGEST_REFUSAL = 64 * 1024;
    private static final int BUFFER = 64 * 1024;

    private final DockerContainers engine;
    private final DockerClient docker;
    private final EngineHttp http;

    DockerLogs(DockerContainers engine, DockerClient docker, EngineHttp http) {
        this.engine = engine;
        this.docker = docker;
        this.http = http;
    }

    @Override
    public void read(String containerId, LogQuery query, Sink sink) throws EngineException, InterruptedException {
        boolean framed = engine.call("describe the container", () -> {
            try {
                return !Boolean.TRUE.equals(docker.inspectContainerCmd(containerId)
                        .exec()
                        .getConfig()
                        .getTty());
            } catch (NotFoundException removed) {
                return true;
            }
        });
        Interruption.of("read the log", engine, () -> {
            try (HttpExchange answer = http.send(
                            "GET",
                            target(containerId, query),
                            Map.of("Connection", "close"),
                            new HttpExchange.Body.None());
                    InputStream body = new BufferedInputStream(answer.body(), BUFFER)) {
                if (answer.status() != 200) {
                    throw Refusals.of("read the log", answer.status(), body.readNBytes(LONGEST_REFUSAL));
                }
                copy(body, framed, query.raw(), sink);
            }
        });
    }

    private static String target(String containerId, LogQuery query) {
        StringBuilder target = new StringBuilder("/containers/")
                .append(DockerInventory.encoded(containerId))
                .append("/logs?stdout=1&stderr=1&timestamps=")
                // The engine puts them into the middle of long lines.
                .append(query.raw() ? 0 : 1)
                .append("&follow=")
                .append(query.follow() ? 1 : 0);
        query.tail().ifPresent(lines -> target.append("&tail=").append(lines));
        query.since().ifPresent(time -> target.append("&since=").append(seconds(time)));
        query.until().ifPresent(time -> target.append("&until=").append(seconds(time)));
        return target.toString();
    }

    static String seconds(Instant time) {
        return String.format(Locale.ROOT, "%d.%09d", time.getEpochSecond(), time.getNano());
    }

    private static void copy(InputStream body, boolean framed, boolean raw, Sink sink)
            throws IOException, InterruptedException {
        if (!framed) {
            LogLines all = new LogLines(LogLines.Stamps.of(raw, LogLines.Stamps.IN_TEXT), false, sink);
            byte[] buffer = new byte[BUFFER];
            for (int count; (count = body.read(buffer)) >= 0; ) {
                all.write(buffer, 0, count);
            }
            all.end();
            return;
        }
        LogLines stdout = new LogLines(LogLines.Stamps.of(raw, LogLines.Stamps.IN_FRAMES), false, sink);
        LogLines stderr = new LogLines(LogLines.Stamps.of(raw, LogLines.Stamps.IN_FRAMES), true, sink);
        byte[] head = new byte[8];
        byte[] frame = new byte[BUFFER];
        while (body.readNBytes(head, 0, head.length) == head.length) {
            LogLines to = head[0] == 2 ? stderr : stdout;
            to.frame();
            long left =
                    ((head[4] & 0xFFL) << 24) | ((head[5] & 0xFF) << 16) | ((head[6] & 0xFF) << 8) | (head[7] & 0xFF);
            while (left > 0) {
                int count = body.read(frame, 0, (int) Math.min(frame.length, left));
                if (count < 0) {
                    throw new IOException("the log ended within a line");
                }
                to.write(frame, 0, count);
                left -= count;
            }
        }
        stdout.end();
        stderr.end();
    }
}
