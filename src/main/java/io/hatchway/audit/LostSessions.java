package io.hatchway.audit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions that ended with a killed gateway: the log has their start and no end. The next gateway says how they ended
 * before it says that it starts itself, so nothing from before such a line is ever looked for again, and each is said
 * once.
 */
public final class LostSessions {
    private static final Logger LOG = LoggerFactory.getLogger(LostSessions.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Within a text quotes are escaped, so nobody's words look like these. */
    private static final List<String> OF_INTEREST =
            List.of("\"event\":\"session.start\"", "\"event\":\"session.end\"", "\"event\":\"gateway.start\"");

    private final Path folder;
    private final Recordings recordings;

    /** @param state the state folder, whose log nobody writes to yet */
    public LostSessions(Path state, Recordings recordings) {
        this.folder = state.resolve("audit");
        this.recordings = recordings;
    }

    /**
     * Says the end of each; to be called once, before the gateway starts. Blocks on the disk as long as it takes to read
     * what the last gateway wrote, and its recordings. A log that cannot be read does not hinder the start.
     */
    public void say(Consumer<AuditEvent> events) throws InterruptedException {
        try {
            for (AuditEvent.SessionLost lost : find()) {
                events.accept(lost);
            }
        } catch (IOException unreadable) {
            LOG.warn("which sessions a killed gateway left without an end cannot be read", unreadable);
        }
    }

    private List<AuditEvent.SessionLost> find() throws IOException, InterruptedException {
        Set<String> ended = new HashSet<>();
        List<JsonNode> lost = new ArrayList<>();
        for (Path file : newestFirst()) {
            Run run = Run.of(file);
            ended.addAll(run.ended);
            run.started.keySet().removeAll(ended);
            lost.addAll(0, run.started.values());
            if (run.begins) {
                break;
            }
        }
        return lost.stream().map(this::lost).toList();
    }

    private List<Path> newestFirst() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> files = new ArrayList<>(AuditFiles.full(folder));
        files.add(folder.resolve(AuditFiles.CURRENT));
        return files.reversed();
    }

    private AuditEvent.SessionLost lost(JsonNode start) {
        return new AuditEvent.SessionLost(
                start.path("conn").asText(),
                start.path("chan").asLong(),
                start.path("sid").asText(),
                start.path("identity").asText(),
                start.path("login").asText(),
                text(start, "container"),
                text(start, "name"),
                text(start, "recording").map(recordings::found));
    }

    private static Optional<String> text(JsonNode line, String key) {
        return Optional.ofNullable(line.get(key)).map(JsonNode::asText);
    }

    /** What one file has of sessions, and whether a gateway began in it. */
    private static final class Run {
        private final Map<String, JsonNode> started = new LinkedHashMap<>();
        private final Set<String> ended = new HashSet<>();
        private boolean begins;

        static Run of(Path file) throws IOException, InterruptedException {
            Run run = new Run();
            AuditTrail.readAll(file, run::line);
            return run;
        }

        private void line(byte[] line) {
            String text = new String(line, ISO_8859_1);
            if (OF_INTEREST.stream().noneMatch(text::contains)) {
                return;
            }
            try {
                JsonNode fields = JSON.readTree(line);
                String session = fields.path("sid").asText();
                switch (fields.path("event").asText()) {
                    case "session.start" -> started.put(session, fields);
                    case "session.end" -> ended.add(session);
                    case "gateway.start" -> begins = true;
                    default -> {}
                }
            } catch (IOException noLine) {
                LOG.debug("a line of the audit log is none of ours", noLine);
            }
        }
    }
}
