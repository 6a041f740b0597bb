package io.hatchway.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A recording in asciicast v2 (docs.asciinema.org/manual/asciicast/v2), for players that know no other: its events have
 * the time since the beginning where v3 has the time since the event before. Nothing else is lost.
 */
final class CastVersion2 {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Cast cast;
    private final OutputStream out;

    CastVersion2(Cast cast, OutputStream out) {
        this.cast = cast;
        this.out = out;
    }

    /** Writes it whole, as far as the recording is. */
    void write() throws IOException {
        ObjectNode header = JsonNodeFactory.instance
                .objectNode()
                .put("version", 2)
                .put("width", cast.size().columns())
                .put("height", cast.size().rows())
                .put("timestamp", cast.timestamp())
                .put("title", cast.title());
        header.putObject("env").put("TERM", cast.term());
        line(header);
        long micros = 0;
        for (Optional<Cast.Event> next = cast.next(); next.isPresent(); next = cast.next()) {
            Cast.Event event = next.get();
            micros += event.micros();
            line(JsonNodeFactory.instance
                    .arrayNode()
                    .add(BigDecimal.valueOf(micros, 6))
                    .add(String.valueOf(event.code()))
                    .add(event.data()));
        }
    }

    private void line(Object line) throws IOException {
        out.write((MAPPER.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
