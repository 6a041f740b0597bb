package io.hatchway.keys;

import io.hatchway.access.SourceAddresses;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Under which options a key is added.
 *
 * @param expiry when it runs out; seconds count, what is finer is cut off
 * @param from where its holder must come from, as {@code from=} has it
 * @param command what runs instead of whatever is asked for
 * @param restricted whether it gets no terminal and no forwards
 */
public record KeyTerms(Optional<Instant> expiry, Optional<String> from, Optional<String> command, boolean restricted) {
    private static final DateTimeFormatter EXPIRY =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    /** The options as a line has them, with a blank behind; empty where there are none. */
    String text() throws EditException {
        List<String> options = new ArrayList<>();
        if (restricted) {
            options.add("restrict");
        }
        if (from.isPresent()) {
            if (SourceAddresses.parse(from.get()).isEmpty()) {
                throw new EditException("'" + from.get() + "' is no list of IP addresses, CIDR blocks and patterns of"
                        + " addresses, separated by commas.");
            }
            options.add("from=\"" + from.get() + "\"");
        }
        expiry.ifPresent(when -> options.add(expiryTime(when)));
        if (command.isPresent()) {
            options.add("command=\"" + quoted(command.get()) + "\"");
        }
        return options.isEmpty() ? "" : String.join(",", options) + " ";
    }

    static String expiryTime(Instant when) {
        return "expiry-time=\"" + EXPIRY.format(when) + "\"";
    }

    private static String quoted(String command) throws EditException {
        boolean plain = command.codePoints().noneMatch(Character::isISOControl) && !command.contains("\\\"");
        if (!plain || command.endsWith("\\")) {
            throw new EditException("The command cannot be written on a line: it holds a control character, or a"
                    + " backslash before a quote.");
        }
        return command.replace("\"", "\\\"");
    }
}
