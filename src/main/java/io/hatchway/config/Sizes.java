package io.hatchway.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Amounts of bytes as people write them: {@code 512k}, {@code 64m}, {@code 2g}, {@code 1t}, or {@code 512KiB}, {@code
 * 64MiB} and so on, counted by 1024; {@code 0} needs no unit.
 */
final class Sizes {
    private static final Pattern GRAMMAR =
            Pattern.compile("0|(?<number>[0-9]{1,6})(?:(?<short>[kmgt])|(?<long>[KMGT])iB)");

    private Sizes() {}

    /** In bytes. */
    static Optional<Long> parse(String text) {
        Matcher parts = GRAMMAR.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        if (text.equals("0")) {
            return Optional.of(0L);
        }
        String unit = parts.group("short") == null ? parts.group("long") : parts.group("short");
        int power = 1 + "kmgt".indexOf(unit.toLowerCase(java.util.Locale.ROOT));
        return Optional.of(Long.parseLong(parts.group("number")) << (10 * power));
    }
}
