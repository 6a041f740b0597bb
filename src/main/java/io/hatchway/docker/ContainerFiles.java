package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hatchway.container.Container;
import io.hatchway.container.EngineException;
import io.hatchway.container.EngineException.Kind;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Files inside containers by the engine's archive call, which needs nothing in the image. All methods block. */
final class ContainerFiles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_LINKS = 16;
    private static final HttpExchange.Body NOTHING = new HttpExchange.Body.None();

    private final EngineHttp http;

    ContainerFiles(EngineHttp http) {
        this.http = http;
    }

    /** Whether a path is there. A passing failure is no answer: it would change what is run. */
    boolean exists(Container container, String path) throws IOException {
        try (HttpExchange answer = http.send("HEAD", target(container, path), Map.of(), NOTHING)) {
            return switch (answer.status()) {
                case 200 -> true;
                case 404 -> false;
                default ->
                    throw new EngineException(
                            Kind.REFUSED,
                            "The engine would not look for " + path + " in " + container.name() + ": it answered "
                                    + answer.status() + ". Try again.");
            };
        }
    }

    /**
     * Reads a file, following symbolic links inside the container.
     *
     * @return empty when there is none
     * @throws EngineException when it is there and cannot be read, or is larger than the limit in bytes
     */
    Optional<byte[]> read(Container container, String path, int limit) throws IOException {
        String at = path;
        for (int links = 0; links < MAX_LINKS; links++) {
            try (HttpExchange answer =
                    http.send("GET", target(container, at), Map.of("Connection", "close"), NOTHING)) {
                if (answer.status() == 404) {
                    return Optional.empty();
                }
                if (answer.status() != 200) {
                    String report = JSON.readTree(answer.body()).path("message").asText();
                    throw new EngineException(
                            Kind.REFUSED,
                            "The engine would not read " + path + " in " + container.name() + ": " + report);
                }
                try (TarArchiveInputStream tar = new TarArchiveInputStream(answer.body())) {
                    TarArchiveEntry entry = tar.getNextEntry();
                    if (entry == null || !entry.isSymbolicLink()) {
                        return Optional.of(content(tar, entry != null && entry.isFile(), limit, path, container));
                    }
                    at = Path.of(at)
                            .resolveSibling(entry.getLinkName())
                            .normalize()
                            .toString();
                }
            }
        }
        throw new EngineException(Kind.REQUEST, path + " in " + container.name() + " is a loop of symbolic links.");
    }

    private static byte[] content(TarArchiveInputStream tar, boolean file, int limit, String path, Container container)
            throws IOException {
        if (!file) {
            throw new EngineException(Kind.REQUEST, path + " in " + container.name() + " is not a file.");
        }
        byte[] content = tar.readNBytes(limit + 1);
        if (content.length > limit) {
            throw new EngineException(
                    Kind.REQUEST, path + " in " + container.name() + " is larger than " + limit + " bytes.");
        }
        return content;
    }

    private static String target(Container container, String path) {
        return "/containers/" + container.id() + "/archive?path=" + URLEncoder.encode(path, UTF_8);
    }
}
