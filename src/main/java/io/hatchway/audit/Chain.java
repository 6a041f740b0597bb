package io.hatchway.audit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the log stands: the number and the hash of its last line. Each line holds the hash of the one before it ({@code
 * prev}) and ends with its own: SHA-256 of the line without that last field.
 *
 * @param seq rises by one with every line, over files and restarts, whatever the clock does
 */
record Chain(long seq, String hash) {
    /** Before the first line. */
    static final Chain START = new Chain(0, "0".repeat(64));

    private static final String HASH = ",\"hash\":\"";
    private static final Pattern LINE = Pattern.compile(
            "\\{\"v\":1,\"seq\":([0-9]{1,18}),\"ts\":\"([0-9TZ:.-]{1,40})\","
                    + "\"event\":\"([a-z_.]{1,40})\".*,\"prev\":\"([0-9a-f]{64})\",\"hash\":\"([0-9a-f]{64})\"}",
            Pattern.DOTALL);

    /** A line, with its end, and where the log stands after it. */
    record Sealed(String line, Chain after) {}

    Sealed seal(AuditEvent event, Instant at) {
        JsonLine body = new JsonLine()
                .put("v", 1)
                .put("seq", seq + 1)
                .put("ts", at.truncatedTo(ChronoUnit.MILLIS).toString());
        String open = EventText.write(body, event).put("prev", hash).toString();
        String sealed = Sha256.hex(open.getBytes(UTF_8));
        String line = open.substring(0, open.length() - 1) + HASH + sealed + "\"}\n";
        return new Sealed(line, new Chain(seq + 1, sealed));
    }

    /**
     * A line as it was read.
     *
     * @param text its bytes, one character each
     */
    record Line(String text, long seq, Instant at, String event, String prev, String hash) {

        /** The line's own fields; empty where it was not written like this, or its hash is not its content's. */
        static Optional<Line> parse(byte[] bytes) {
            String text = new String(bytes, ISO_8859_1);
            Matcher fields = LINE.matcher(text);
            if (!fields.matches()) {
                return Optional.empty();
            }
            String body = text.substring(0, text.lastIndexOf(HASH)) + "}";
            return Sha256.hex(body.getBytes(ISO_8859_1)).equals(fields.group(5))
                    ? Optional.of(new Line(
                            text,
                            Long.parseLong(fields.group(1)),
                            instant(fields.group(2)),
                            fields.group(3),
                            fields.group(4),
                            fields.group(5)))
                    : Optional.empty();
        }

        private static Instant instant(String text) {
            try {
                return Instant.parse(text);
            } catch (java.time.format.DateTimeParseException strange) {
                return Instant.EPOCH;
            }
        }

        Chain chain() {
            return new Chain(seq, hash);
        }

        /** A number among the event's own fields. */
        Optional<Long> number(String key) {
            Matcher field =
                    Pattern.compile("[,{]\"" + key + "\":([0-9]{1,18})[,}]").matcher(text);
            return field.find() ? Optional.of(Long.valueOf(field.group(1))) : Optional.empty();
        }

        /** A text without escapes among the event's own fields. */
        Optional<String> plain(String key) {
            Matcher field =
                    Pattern.compile("[,{]\"" + key + "\":\"([^\"\\\\]*)\"").matcher(text);
            return field.find() ? Optional.of(field.group(1)) : Optional.empty();
        }
    }
}
