package io.hatchway.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory as people write them: {@code 512KiB}, {@code 64MiB}, {@code 2GiB}. */
final class Sizes {
    private static final Pattern GRAMMAR = Pattern.compile("(?<number>[0-9]{1,6})(?<unit>KiB|MiB|GiB)");

    private Sizes() {}

    /** In bytes. */
    static Optional<Long> parse(String text) {
        Matcher parts = GRAMMAR.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int shift = switch (parts.group("unit")) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            default -> 30;
        };
        return Optional.of(Long.parseLong(parts.group("number")) << shift);
    }
}
