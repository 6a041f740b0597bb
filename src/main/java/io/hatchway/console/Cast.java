package io.hatchway.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hatchway.container.Size;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a recording in asciicast v3 (docs.asciinema.org/manual/asciicast/v3), an event at a time. */
final class Cast implements Closeable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,5})x([0-9]{1,5})");

    /** In microseconds: no session lasts for so long. */
    private static final long LONGEST_WAIT = Duration.ofDays(365).toNanos() / 1000;

    private final BufferedReader lines;
    private final JsonNode header;

    /**
     * Something that happened.
     *
     * @param micros since the event before it
     * @param code {@code o} for output, {@code r} for a new size, others as the format has them
     */
    record Event(long micros, char code, String data) {
        /** The size it speaks of, where it does. */
        Optional<Size> size() {
            Matcher size = SIZE.matcher(data);
            return code == 'r' && size.matches()
                    ? Optional.of(Size.clamped(Long.parseLong(size.group(1)), Long.parseLong(size.group(2))))
                    : Optional.empty();
        }
    }

    /** @throws IOException when it is no recording */
    Cast(InputStream in) throws IOException {
        lines = new BufferedReader(new InputStreamReader(in, UTF_8));
        header = node(String.valueOf(lines.readLine()))
                .filter(read -> read.path("version").asInt() == 3)
                .orElseThrow(() -> new IOException("it is no recording in asciicast v3"));
    }

    /** The terminal's size at the start. */
    Size size() {
        JsonNode term = header.path("term");
        return Size.clamped(term.path("cols").asLong(), term.path("rows").asLong());
    }

    /** The terminal's kind, as TERM has it; or "". */
    String term() {
        return header.path("term").path("type").asText();
    }

    /** When it began, in seconds since 1970. */
    long timestamp() {
        return header.path("timestamp").asLong();
    }

    String title() {
        return header.path("title").asText();
    }

    /** The next event; empty at the end, also where a line is not whole because it is being written. */
    Optional<Event> next() throws IOException {
        for (String line; (line = lines.readLine()) != null; ) {
            if (!line.startsWith("#")) {
                return node(line)
                        .filter(event -> event.isArray()
                                && event.size() == 3
                                && event.get(1).asText().length() == 1)
                        .map(event -> new Event(
                                Math.clamp(Math.round(event.get(0).asDouble() * 1_000_000), 0, LONGEST_WAIT),
                                event.get(1).asText().charAt(0),
                                event.get(2).asText()));
            }
        }
        return Optional.empty();
    }

    private static Optional<JsonNode> node(String line) {
        try {
            return Optional.ofNullable(MAPPER.readTree(line));
        } catch (JsonProcessingException torn) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
