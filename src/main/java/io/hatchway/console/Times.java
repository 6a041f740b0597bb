package io.hatchway.console;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Points in time as people write them. Pure. */
final class Times {
    private static final Pattern AGO = Pattern.compile("([0-9]{1,6})(s|m|h|d)");

    private Times() {}

    /** {@code 8h} or {@code 30d} from now, or a point in time as {@link #parse} takes it. */
    static Instant ahead(String text, Instant now) throws CommandException {
        Instant other = parse(text, now);
        return AGO.matcher(text).matches() ? now.plus(Duration.between(other, now)) : other;
    }

    /**
     * {@code 90s}, {@code 10m}, {@code 2h} or {@code 3d} before now; or a date, or a date and a time, in UTC where it
     * does not say otherwise.
     */
    static Instant parse(String text, Instant now) throws CommandException {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long amount = Long.parseLong(ago.group(1));
            return now.minus(
                    switch (ago.group(2)) {
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "h" -> Duration.ofHours(amount);
                        default -> Duration.ofDays(amount);
                    });
        }
        try {
            if (text.length() == 10) {
                return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
            }
            return text.matches(".*(Z|[+-][0-9]{2}:[0-9]{2})")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException notATime) {
            throw CommandException.usage("'" + text
                    + "' is no point in time. Say 90s, 10m, 2h or 3d, counted from now, or 2026-01-31T14:00:00Z.");
        }
    }

    /** The same where there may be none. */
    static Optional<Instant> parse(Optional<String> text, Instant now) throws CommandException {
        return text.isPresent() ? Optional.of(parse(text.get(), now)) : Optional.empty();
    }
}
