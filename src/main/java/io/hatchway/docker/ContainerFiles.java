package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hatchway.container.Archive.Glimpse;
import io.hatchway.container.Container;
import io.hatchway.container.EngineException;
import io.hatchway.container.EngineException.Kind;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Files inside containers by the engine's archive call, which needs nothing in the image. All methods block. */
final class ContainerFiles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_LINKS = 16;
    private static final Pattern ON_HOST = Pattern.compile("/\\S+/(?:merged|rootfs)(?=/)");
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

    /**
     * The tar stream of a path; empty when there is none.
     *
     * @throws EngineException when the engine would not read it
     */
    Optional<InputStream> get(Container container, byte[] path) throws IOException {
        HttpExchange answer = http.send("GET", target(container, path), Map.of("Connection", "close"), NOTHING);
        if (answer.status() == 200) {
            InputStream body = answer.body();
            return Optional.of(new FilterInputStream(body) {
                @Override
                public void close() {
                    answer.close();
                }
            });
        }
        try (answer) {
            if (answer.status() == 404) {
                return Optional.empty();
            }
            throw refusal("read this in " + container.name(), answer);
        }
    }

    /**
     * What a path is; empty when there is none.
     *
     * @throws EngineException when the engine would not look
     */
    Optional<Glimpse> look(Container container, byte[] path) throws IOException {
        try (HttpExchange answer = http.send("HEAD", target(container, path), Map.of("Connection", "close"), NOTHING)) {
            String stat = answer.header("x-docker-container-path-stat");
            if (answer.status() == 200 && stat != null) {
                return Optional.of(PathStat.parse(stat));
            } else if (answer.status() == 404) {
                return Optional.empty();
            }
        }
        // Such an answer has no body. Asked for the file itself, the engine says what is wrong.
        Optional<InputStream> content = get(container, path);
        if (content.isPresent()) {
            content.get().close();
        }
        throw new EngineException(
                Kind.REFUSED, "The engine would not look at this in " + container.name() + ". Try again.");
    }

    /**
     * Unpacks a tar stream.
     *
     * @param overFolders whether a folder may be replaced by what is none
     * @throws EngineException when the engine would not, or could not
     */
    boolean put(Container container, byte[] folder, InputStream tar, boolean overFolders) throws IOException {
        Map<String, String> headers = Map.of("Content-Type", "application/x-tar", "Connection", "close");
        String target = target(container, folder) + (overFolders ? "" : "&noOverwriteDirNonDir=1");
        try (HttpExchange answer = http.send("PUT", target, headers, new HttpExchange.Body.Stream(tar))) {
            if (answer.status() != 200) {
                throw refusal("write this in " + container.name(), answer);
            }
            return true;
        }
    }

    private static EngineException refusal(String what, HttpExchange answer) throws IOException {
        String report = JSON.readTree(answer.body()).path("message").asText("it answered " + answer.status());
        if (report.contains("too many links")) {
            return new EngineException(
                    Kind.REFUSED, "It is in a circle of symbolic links, so the engine looks no further.");
        }
        // Where the engine keeps the container is no business of a client's.
        String inside = ON_HOST.matcher(report).replaceAll("");
        return new EngineException(
                Kind.REFUSED, "The engine would not " + what + ": " + inside + (inside.endsWith(".") ? "" : "."));
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
        return target(container, path.getBytes(UTF_8));
    }

    private static String target(Container container, byte[] path) {
        // Each byte for itself: a name need not be UTF-8.
        return "/containers/" + container.id() + "/archive?path="
                + URLEncoder.encode(new String(path, ISO_8859_1), ISO_8859_1);
    }
}
