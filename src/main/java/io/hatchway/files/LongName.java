package io.hatchway.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The line that stands for a file in a listing, as ls -l writes it: some clients show it as it is, and some parse it. */
final class LongName {
    private static final Duration RECENT = Duration.ofDays(180);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MMM d HH:mm", Locale.ROOT);
    private static final DateTimeFormatter YEAR = DateTimeFormatter.ofPattern("MMM d  yyyy", Locale.ROOT);

    private final Instant now;
    private final ZoneId zone;

    LongName(Instant now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    byte[] of(FilePath name, FileStat stat) {
        Instant modified = Instant.ofEpochSecond(stat.modified());
        boolean recent = !modified.isAfter(now.plus(Duration.ofHours(1))) && modified.isAfter(now.minus(RECENT));
        String date = (recent ? TIME : YEAR).format(modified.atZone(zone));
        int day = date.indexOf(' ');
        String padded = date.charAt(day + 2) == ' ' ? date.substring(0, day) + " " + date.substring(day) : date;
        return String.format(
                        Locale.ROOT,
                        "%s %4d %-8s %-8s %8d %s %s",
                        stat.letters(),
                        stat.links(),
                        stat.user(),
                        stat.group(),
                        stat.size(),
                        padded,
                        name.latin1())
                .getBytes(ISO_8859_1);
    }
}
