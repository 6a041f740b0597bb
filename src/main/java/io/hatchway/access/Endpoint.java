package io.hatchway.access;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place a forward may lead to or listen at, as {@code permitopen=} and {@code permitlisten=} name it (sshd(8)).
 *
 * @param host the host as written, without brackets; {@code *} is any
 * @param port empty is any
 */
public record Endpoint(String host, OptionalInt port) {
    private static final Pattern GRAMMAR = Pattern.compile(
            "(?:\\[(?<v6>[0-9a-fA-F:.]{2,45})]|(?<host>[a-zA-Z0-9_.*?-]{1,253})):(?<port>\\*|[0-9]{1,5})");

    /** Parses {@code host:port} or {@code [address]:port}, the port possibly {@code *}. */
    public static Optional<Endpoint> parse(String text) {
        Matcher parts = GRAMMAR.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String address = parts.group("v6");
        String host = address == null ? parts.group("host") : address;
        String port = parts.group("port");
        if (port.equals("*")) {
            return Optional.of(new Endpoint(host, OptionalInt.empty()));
        }
        int number = Integer.parseInt(port);
        return number < 1 || number > 65_535
                ? Optional.empty()
                : Optional.of(new Endpoint(host, OptionalInt.of(number)));
    }
}
