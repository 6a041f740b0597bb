package io.hatchway.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict reader of asciicast v3 (docs.asciinema.org/manual/asciicast/v3): whatever the format does not allow fails.
 * JSON itself it reads only as far as a recording needs it.
 */
public record Cast(String header, List<Event> events) {
    private static final Pattern HEADER =
            Pattern.compile("\\{\"version\":3,\"term\":\\{\"cols\":[1-9]\\d*,\"rows\":[1-9]\\d*,"
                    + "\"type\":(\".*?\")},\"timestamp\":\\d+,\"title\":(\".*\")}");
    private static final Pattern EVENT =
            Pattern.compile("\\[((?:0|[1-9]\\d*)(?:\\.\\d+)?),\"([oirmx])\",(\".*\")]", Pattern.DOTALL);

    /** One event; the interval is in seconds since the one before. */
    public record Event(double interval, char code, String data) {}

    /** Reads a file that must be whole: UTF-8, each line ended. */
    public static Cast read(Path file) throws IOException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                .toString();
        if (!text.endsWith("\n")) {
            throw new AssertionError("the last line has no end: " + file);
        }
        List<String> lines = List.of(text.substring(0, text.length() - 1).split("\n", -1));
        Matcher header = HEADER.matcher(lines.getFirst());
        if (!header.matches()) {
            throw new AssertionError("no header: " + lines.getFirst());
        }
        string(header.group(1));
        string(header.group(2));
        List<Event> events = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            if (line.startsWith("#")) {
                continue;
            }
            Matcher fields = EVENT.matcher(line);
            if (!fields.matches()) {
                throw new AssertionError("no event: " + line);
            }
            Event event = new Event(
                    Double.parseDouble(fields.group(1)), fields.group(2).charAt(0), string(fields.group(3)));
            boolean valid = switch (event.code) {
                case 'r' -> event.data.matches("[1-9]\\d*x[1-9]\\d*");
                case 'x' -> event.data.matches("\\d+");
                default -> true;
            };
            if (!valid) {
                throw new AssertionError("not what such an event holds: " + line);
            }
            events.add(event);
        }
        return new Cast(lines.getFirst(), events);
    }

    /** All output as one text. */
    public String output() {
        StringBuilder all = new StringBuilder();
        events.stream().filter(event -> event.code == 'o').forEach(event -> all.append(event.data));
        return all.toString();
    }

    /** The data of the events of a kind. */
    public List<String> data(char code) {
        return events.stream()
                .filter(event -> event.code == code)
                .map(Event::data)
                .toList();
    }

    /** The text of a JSON string (RFC 8259, 7), quotes included; fails where it is none. */
    private static String string(String json) {
        StringBuilder text = new StringBuilder();
        int end = json.length() - 1;
        int i = 1;
        while (i < end) {
            char c = json.charAt(i++);
            if (c < ' ' || c == '"') {
                throw new AssertionError("not allowed in a JSON string: " + (int) c);
            }
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escape = json.charAt(i++);
            int simple = "\"\\/bfnrt".indexOf(escape);
            if (simple >= 0) {
                text.append("\"\\/\b\f\n\r\t".charAt(simple));
            } else if (escape == 'u' && i + 4 <= end) {
                text.append((char) Integer.parseInt(json.substring(i, i + 4), 16));
                i += 4;
            } else {
                throw new AssertionError("no JSON escape: " + escape);
            }
        }
        return text.toString();
    }
}
