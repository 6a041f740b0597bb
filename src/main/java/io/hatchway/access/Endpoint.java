package io.hatchway.access;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place a forward may lead to or listen at, as {@code permitopen=} and {@code permitlisten=} name it (sshd(8)).
 * Beyond sshd's, an absolute path is a Unix socket.
 *
 * @param host the host as written, without brackets; {@code *} is any; or a socket's path
 * @param port empty is any
 */
public record Endpoint(String host, OptionalInt port) {
    private static final Pattern GRAMMAR = Pattern.compile(
            "(?:\\[(?<v6>[0-9a-fA-F:.]{2,45})]|(?<host>[a-zA-Z0-9_.*?-]{1,253})):(?<port>\\*|[0-9]{1,5})");

    private static final Pattern SOCKET = Pattern.compile("(?:/[^/\\p{Cntrl}]+)+");
    private static final int LONGEST_SOCKET = 107;

    /** What all mean the same inside a container: its own loopback. */
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    /** Every port of a container's own loopback. */
    public static final Endpoint OWN = new Endpoint("localhost", OptionalInt.empty());

    /** Parses {@code host:port} or {@code [address]:port}, the port possibly {@code *}, or a socket's path. */
    public static Optional<Endpoint> parse(String text) {
        if (text.startsWith("/")) {
            boolean fits =
                    text.length() <= LONGEST_SOCKET && SOCKET.matcher(text).matches();
            return fits ? Optional.of(new Endpoint(text, OptionalInt.empty())) : Optional.empty();
        }
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

    /** Whether it is this port of this host, as a client writes it. Nothing is looked up. */
    boolean isPort(String asked, int number) {
        boolean sameHost = host.equals("*") || host.equalsIgnoreCase(asked) || (isLoopback(host) && isLoopback(asked));
        return !isSocket() && sameHost && (port.isEmpty() || port.getAsInt() == number);
    }

    /** Whether it is this socket. */
    boolean isSocket(String path) {
        return isSocket() && host.equals(path);
    }

    private boolean isSocket() {
        return host.startsWith("/");
    }

    static boolean isLoopback(String host) {
        return LOOPBACK.contains(host.toLowerCase(Locale.ROOT));
    }
}
