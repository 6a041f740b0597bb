package io.hatchway.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a network counts as one source, as sshd_config(5) writes PerSourceNetBlockSize: {@code bits4:bits6}.
 *
 * @param bits4 of an IPv4 address, 0 to 32
 * @param bits6 of an IPv6 address, 0 to 128
 */
public record NetBlockSize(int bits4, int bits6) {
    private static final Pattern GRAMMAR = Pattern.compile("(?<four>[0-9]{1,2}):(?<six>[0-9]{1,3})");

    static Optional<NetBlockSize> parse(String text) {
        Matcher parts = GRAMMAR.matcher(text);
        return parts.matches()
                ? Optional.of(new NetBlockSize(
                                Integer.parseInt(parts.group("four")), Integer.parseInt(parts.group("six"))))
                        .filter(size -> size.bits4 <= 32 && size.bits6 <= 128)
                : Optional.empty();
    }
}
