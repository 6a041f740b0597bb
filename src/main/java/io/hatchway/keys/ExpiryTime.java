package io.hatchway.keys;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The times of {@code expiry-time=} (sshd(8)): a date, or a date and a time with or without seconds. */
final class ExpiryTime {
    private static final Pattern GRAMMAR = Pattern.compile("(?<year>[0-9]{4})(?<month>[0-9]{2})(?<day>[0-9]{2})"
            + "(?:(?<hour>[0-9]{2})(?<minute>[0-9]{2})(?<second>[0-9]{2})?)?(?<utc>Z|z|UTC|utc)?");

    private ExpiryTime() {}

    /** The instant meant; a date alone is its first moment. Empty where there is no such date or time. */
    static Optional<Instant> parse(String text, ZoneId local) {
        Matcher parts = GRAMMAR.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            LocalDateTime time = LocalDateTime.of(
                    number(parts, "year"),
                    number(parts, "month"),
                    number(parts, "day"),
                    number(parts, "hour"),
                    number(parts, "minute"),
                    number(parts, "second"));
            ZoneId zone = parts.group("utc") == null ? local : ZoneOffset.UTC;
            return Optional.of(time.atZone(zone).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int number(Matcher parts, String group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
