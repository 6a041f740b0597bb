package io.hatchway.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the gateway listens.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param port 0 lets the system choose
 */
public record ListenAddress(String host, int port) {
    private static final Pattern GRAMMAR =
            Pattern.compile("(?:\\[(?<v6>[0-9a-fA-F:.]{2,45})]|(?<host>[a-zA-Z0-9._-]{1,253})):(?<port>[0-9]{1,5})");

    /** Parses {@code HOST:PORT}, with brackets around an IPv6 address. */
    public static Optional<ListenAddress> parse(String text) {
        Matcher parts = GRAMMAR.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group("port")) > 65_535) {
            return Optional.empty();
        }
        String address = parts.group("v6");
        return Optional.of(new ListenAddress(
                address == null ? parts.group("host") : address, Integer.parseInt(parts.group("port"))));
    }

    /** {@code HOST:PORT}, with brackets around an IPv6 address. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
