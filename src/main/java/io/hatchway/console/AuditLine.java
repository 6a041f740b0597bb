package io.hatchway.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hatchway.access.Glob;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A line of the audit log, by its fields. */
record AuditLine(String line, ObjectNode fields) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** What has a column of its own, or is for machines. */
    private static final Set<String> ELSEWHERE = Set.of(
            "v", "seq", "ts", "event", "outcome", "identity", "name", "sid", "prev", "hash", "signature", "signed");

    /** Empty where it is no JSON object: somebody has written into the log. */
    static Optional<AuditLine> parse(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes) instanceof ObjectNode fields
                    ? Optional.of(new AuditLine(new String(bytes, UTF_8), fields))
                    : Optional.empty();
        } catch (IOException noJson) {
            return Optional.empty();
        }
    }

    /** A field as text; empty where there is none. */
    String text(String key) {
        return fields.path(key).asText("");
    }

    /**
     * Whether it is a command of the console that has a container, or a pattern which means it, among its words. Which
     * containers that were at the time nobody knows any more; what stands in the place of a secret means none.
     */
    boolean hasCommandFor(String container) {
        return text("event").startsWith("admin.")
                && Stream.of(text("command").split(" ", -1))
                        .skip(1)
                        .filter(word -> !word.contains(Secrets.MASK))
                        .anyMatch(word -> Glob.matches(container, word) || Glob.matches(word, container));
    }

    Instant at() {
        try {
            return Instant.parse(text("ts"));
        } catch (DateTimeException strange) {
            return Instant.EPOCH;
        }
    }

    /** What has no column of its own, as {@code key=value}. */
    String rest() {
        TreeMap<String, JsonNode> rest = new TreeMap<>();
        fields.properties().forEach(field -> {
            if (!ELSEWHERE.contains(field.getKey())) {
                rest.put(field.getKey(), field.getValue());
            }
        });
        StringBuilder text = new StringBuilder();
        rest.forEach((key, value) ->
                text.append(text.isEmpty() ? "" : " ").append(key).append('=').append(value.asText()));
        return text.toString();
    }
}
