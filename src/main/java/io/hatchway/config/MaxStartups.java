package io.hatchway.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Connections that have not logged in, as sshd_config(5) writes them: {@code start:rate:full}.
 *
 * @param start how many are let in without a question
 * @param rate percent of further ones that are turned away at {@code start}, rising in a line to all of them at
 *     {@code full}
 * @param full how many there are at most
 */
public record MaxStartups(int start, int rate, int full) {
    private static final Pattern GRAMMAR =
            Pattern.compile("(?<start>[0-9]{1,6}):(?<rate>[0-9]{1,3}):(?<full>[0-9]{1,6})");

    static Optional<MaxStartups> parse(String text) {
        Matcher parts = GRAMMAR.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        MaxStartups parsed = new MaxStartups(
                Integer.parseInt(parts.group("start")),
                Integer.parseInt(parts.group("rate")),
                Integer.parseInt(parts.group("full")));
        return Optional.of(parsed).filter(it -> it.start >= 1 && it.rate >= 1 && it.rate <= 100 && it.full >= it.start);
    }
}
