package io.hatchway.sshd;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a client may do at most, and how long it may take.
 *
 * @param loginGrace until a connection must be authenticated
 * @param authTries failures to log in that end a connection
 * @param keepaliveInterval zero for none
 * @param keepaliveCount unanswered keepalives that end a connection
 * @param rekeys key exchanges a client may begin in a minute without much traffic between them
 * @param buffer bytes of input that all channels together may hold
 * @param output bytes of output that all connections together may have on their way
 * @param requestGrace until something must be asked for on a channel
 * @param channels sessions of one connection at once
 * @param forwards forwarded connections of one connection at once
 * @param acceptEnv patterns, with {@code *} and {@code ?}, of the variables a client may send
 * @param env variables of one channel
 * @param curve25519 whether clients without post-quantum key exchange may come in
 */
public record Limits(
        Duration loginGrace,
        int authTries,
        Duration keepaliveInterval,
        int keepaliveCount,
        int rekeys,
        long buffer,
        long output,
        Duration requestGrace,
        int channels,
        int forwards,
        List<String> acceptEnv,
        int env,
        boolean curve25519) {
    private static final int LONGEST_VALUE = 4096;

    public Limits {
        acceptEnv = List.copyOf(acceptEnv);
    }

    boolean accepts(String name, String value) {
        return value.length() <= LONGEST_VALUE
                && value.chars().noneMatch(Character::isISOControl)
                && name.matches("[A-Za-z_][A-Za-z0-9_]{0,127}")
                && acceptEnv.stream().anyMatch(pattern -> name.matches(regex(pattern)));
    }

    private static String regex(String pattern) {
        return pattern.codePoints()
                .mapToObj(c -> switch (c) {
                    case '*' -> ".*";
                    case '?' -> ".";
                    default -> Pattern.quote(Character.toString(c));
                })
                .collect(Collectors.joining());
    }
}
