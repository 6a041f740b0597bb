package io.hatchway.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hatchway.container.Archive.Glimpse;
import io.hatchway.container.Archive.Kind;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** What an engine says of a path in the header {@code X-Docker-Container-Path-Stat}: JSON in Base64. */
final class PathStat {
    private static final ObjectMapper JSON = new ObjectMapper();

    // The types in Go's io/fs.FileMode, which is what the engine counts in.
    private static final long FOLDER = 1L << 31;
    private static final long LINK = 1L << 27;
    private static final long SPECIAL = 1L << 26 | 1L << 25 | 1L << 24 | 1L << 21 | 1L << 19;

    /** JSON has no bytes that are not text. */
    private static final char LOST = '\uFFFD';

    private PathStat() {}

    /** @throws ProtocolException when it is not such a header */
    static Glimpse parse(String header) throws ProtocolException {
        JsonNode stat;
        try {
            stat = JSON.readTree(new String(Base64.getDecoder().decode(header), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | JsonProcessingException unreadable) {
            throw new ProtocolException("not what an engine says of a path");
        }
        long mode = stat.path("mode").asLong();
        if ((mode & LINK) != 0) {
            String target = stat.path("linkTarget").asText();
            return new Glimpse(
                    Kind.LINK,
                    target.startsWith("/") && target.indexOf(LOST) < 0 ? Optional.of(target) : Optional.empty());
        }
        Kind kind = (mode & FOLDER) != 0 ? Kind.FOLDER : (mode & SPECIAL) != 0 ? Kind.SPECIAL : Kind.FILE;
        return new Glimpse(kind, Optional.empty());
    }
}
