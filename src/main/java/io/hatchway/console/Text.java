package io.hatchway.console;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures as people read them. Pure. */
final class Text {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Text() {}

    /** An amount of bytes with three digits or so: {@code 1.4 GiB}. */
    static String bytes(long amount) {
        double left = amount;
        int unit = 0;
        while (left >= 1024 && unit < UNITS.length - 1) {
            left /= 1024;
            unit++;
        }
        return unit == 0 || left >= 100
                ? String.format(Locale.ROOT, "%.0f %s", left, UNITS[unit])
                : String.format(Locale.ROOT, "%.1f %s", left, UNITS[unit]);
    }

    /** How long ago that was, in its largest unit: {@code 3 days}. */
    static String since(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        if (age.toDays() >= 2) {
            return age.toDays() + " days";
        }
        if (age.toHours() >= 2) {
            return age.toHours() + " hours";
        }
        if (age.toMinutes() >= 2) {
            return age.toMinutes() + " minutes";
        }
        return Math.max(0, age.toSeconds()) + " seconds";
    }

    /** The text in lines that fit, broken at blanks. */
    static List<String> wrapped(String text, int room) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > room) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** The first twelve digits of an id, as people pass them on. */
    static String shortId(String id) {
        String digits = id.startsWith("sha256:") ? id.substring(7) : id;
        return digits.substring(0, Math.min(12, digits.length()));
    }
}
