package io.hatchway.keys;

import io.hatchway.access.Endpoint;
import io.hatchway.access.Flag;
import io.hatchway.access.Restrictions;
import io.hatchway.access.SourceAddresses;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options of one line, read from left to right as sshd reads them: a later flag overrides an earlier one,
 * {@code restrict} clears everything before it. Names are compared without regard to case.
 */
final class OptionReader {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9-]+");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String RESERVED = "HATCHWAY_";
    private static final int MOST_ENDPOINTS = 4096;
    private static final int MOST_VARIABLES = 1024;

    private final String text;
    private final ZoneId zone;
    private int at;

    private boolean pty = true;
    private Flag portForwarding = Flag.UNSAID;
    private Flag agentForwarding = Flag.UNSAID;
    private Flag x11Forwarding = Flag.UNSAID;
    private @Nullable String command;
    private @Nullable SourceAddresses from;
    private @Nullable Instant expiry;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<Endpoint> permitOpen = new ArrayList<>();
    private final List<Endpoint> permitListen = new ArrayList<>();
    private boolean touchRequired = true;
    private boolean verifyRequired;
    private boolean authority;
    private @Nullable List<String> principals;

    OptionReader(String text, ZoneId zone) {
        this.text = text;
        this.zone = zone;
    }

    /** Where the options at the start of a line end: at the first blank outside quotes. */
    static int end(String line) throws LineOff {
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && Blank.is(c)) {
                return i;
            }
        }
        if (quoted) {
            throw new LineOff("a quote is left open");
        }
        return line.length();
    }

    LineOptions read() throws LineOff {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\ufffd' || (c != '\t' && Character.isISOControl(c))) {
                throw new LineOff("its options hold a control character, or are not UTF-8");
            }
        }
        while (at < text.length()) {
            option();
            if (at < text.length()) {
                if (text.charAt(at) != ',') {
                    throw new LineOff("there must be a comma between options");
                }
                at++;
                if (at == text.length()) {
                    throw new LineOff("its options end in a comma");
                }
            }
        }
        if (principals != null && !authority) {
            throw new LineOff("principals= is for certificates and needs cert-authority before it");
        }
        Restrictions restrictions = new Restrictions(
                pty,
                portForwarding,
                agentForwarding,
                x11Forwarding,
                Optional.ofNullable(command),
                Optional.ofNullable(from),
                Optional.ofNullable(expiry),
                environment,
                permitOpen,
                permitListen,
                touchRequired,
                verifyRequired);
        return new LineOptions(restrictions, authority, Optional.ofNullable(principals));
    }

    private void option() throws LineOff {
        int start = at;
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '=' && text.charAt(at) != '"') {
            at++;
        }
        String written = text.substring(start, at);
        if (written.isEmpty()) {
            throw new LineOff("an option is missing beside a comma, a quote or an equals sign");
        }
        if (!NAME.matcher(written).matches()) {
            throw new LineOff("it starts with neither a key type nor an option this version knows");
        }
        String name = written.toLowerCase(Locale.ROOT);
        if (at < text.length() && text.charAt(at) == '=') {
            at++;
            valued(name, written, quoted(written));
        } else {
            flag(name, written);
        }
    }

    private void flag(String name, String written) throws LineOff {
        switch (name) {
            case "restrict" -> {
                pty = false;
                portForwarding = Flag.REFUSED;
                agentForwarding = Flag.REFUSED;
                x11Forwarding = Flag.REFUSED;
            }
            case "pty" -> pty = true;
            case "no-pty" -> pty = false;
            case "port-forwarding" -> portForwarding = Flag.GRANTED;
            case "no-port-forwarding" -> portForwarding = Flag.REFUSED;
            case "agent-forwarding" -> agentForwarding = Flag.GRANTED;
            case "no-agent-forwarding" -> agentForwarding = Flag.REFUSED;
            case "x11-forwarding" -> x11Forwarding = Flag.GRANTED;
            case "no-x11-forwarding" -> x11Forwarding = Flag.REFUSED;
            case "touch-required" -> touchRequired = true;
            case "no-touch-required" -> touchRequired = false;
            case "verify-required" -> verifyRequired = true;
            case "no-verify-required" -> verifyRequired = false;
            case "user-rc", "no-user-rc" -> {
                // There is no ~/.ssh/rc in a container for either to speak of.
            }
            case "cert-authority" -> authority = true;
            case "command",
                    "from",
                    "expiry-time",
                    "environment",
                    "permitopen",
                    "permitlisten",
                    "principals",
                    "tunnel" -> throw new LineOff("the option " + written + " needs a value: " + written + "=\"...\"");
            default -> throw unknown(written);
        }
    }

    private void valued(String name, String written, String value) throws LineOff {
        switch (name) {
            case "command" -> {
                if (command != null) {
                    throw new LineOff("command= is there twice; keep one");
                }
                command = value;
            }
            case "from" -> {
                if (from != null) {
                    throw new LineOff("from= is there twice; put all addresses into one");
                }
                from = SourceAddresses.parse(value)
                        .orElseThrow(() -> new LineOff("from= takes IP addresses, CIDR blocks without host bits and"
                                + " patterns of addresses, separated by commas; host names are not looked up"));
            }
            case "expiry-time" -> {
                Instant end = ExpiryTime.parse(value, zone)
                        .orElseThrow(() -> new LineOff("expiry-time= takes YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS,"
                                + " with a Z at the end for UTC"));
                expiry = expiry == null || end.isBefore(expiry) ? end : expiry;
            }
            case "environment" -> variable(value);
            case "permitopen" -> endpoint(name, value, permitOpen);
            case "permitlisten" -> endpoint(name, value.indexOf(':') < 0 ? "*:" + value : value, permitListen);
            case "principals" -> {
                if (principals != null) {
                    throw new LineOff("principals= is there twice; put all names into one, separated by commas");
                }
                principals = principals(value);
            }
            case "tunnel" -> throw new LineOff("tunnel=: network tunnels are not supported");
            default -> throw unknown(written);
        }
    }

    private static List<String> principals(String value) throws LineOff {
        List<String> names = Arrays.stream(value.split(",", -1))
                .filter(name -> !name.isEmpty())
                .toList();
        if (names.isEmpty()) {
            throw new LineOff("principals= names nobody, so no certificate could ever match");
        }
        return names;
    }

    private void variable(String value) throws LineOff {
        int equals = value.indexOf('=');
        if (equals < 0 || !VARIABLE.matcher(value.substring(0, equals)).matches()) {
            throw new LineOff("environment= takes \"NAME=value\", the name of letters, digits and _");
        }
        String variable = value.substring(0, equals);
        if (variable.startsWith(RESERVED)) {
            throw new LineOff("environment=: names that start with " + RESERVED + " are the gateway's own");
        }
        if (environment.size() == MOST_VARIABLES) {
            throw new LineOff("it has more than " + MOST_VARIABLES + " environment= options");
        }
        environment.putIfAbsent(variable, value.substring(equals + 1));
    }

    private static void endpoint(String name, String value, List<Endpoint> endpoints) throws LineOff {
        if (endpoints.size() == MOST_ENDPOINTS) {
            throw new LineOff("it has more than " + MOST_ENDPOINTS + " " + name + "= options");
        }
        endpoints.add(Endpoint.parse(value)
                .orElseThrow(
                        () -> new LineOff(name + "= takes \"host:port\" or \"[address]:port\", the port * for any")));
    }

    /** Reads a value in quotes; a backslash means something before a quote alone. */
    private String quoted(String written) throws LineOff {
        String name = PlainWord.is(written) ? written + "=" : "an option";
        if (at == text.length() || text.charAt(at) != '"') {
            throw new LineOff("the value of " + name + " must be in double quotes");
        }
        at++;
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '"') {
                at++;
            }
            value.append(text.charAt(at));
            at++;
        }
        if (at == text.length()) {
            throw new LineOff("the value of " + name + " has no closing quote");
        }
        at++;
        return value.toString();
    }

    private static LineOff unknown(String written) {
        return new LineOff(
                PlainWord.is(written)
                        ? "there is no option or key type " + written
                        : "it holds an unknown option or key type");
    }
}
