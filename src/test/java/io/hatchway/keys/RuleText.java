package io.hatchway.keys;

import io.hatchway.access.Endpoint;
import io.hatchway.access.Flag;
import io.hatchway.access.Holder;
import io.hatchway.access.KeyBlob;
import io.hatchway.access.Restrictions;
import io.hatchway.access.Rule;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Writes a rule as the line of a keys file that says it. */
final class RuleText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private RuleText() {}

    static String of(Rule rule) {
        return options(rule) + " " + rule.key().type() + " "
                + Base64.getEncoder().encodeToString(rule.key().bytes()) + " " + rule.comment();
    }

    private static String options(Rule rule) {
        Restrictions said = rule.restrictions();
        List<String> options = new ArrayList<>();
        switch (rule.line().holder()) {
            case Holder.Key key -> {}
            case Holder.Authority(KeyBlob key, Optional<List<String>> principals) -> {
                options.add("cert-authority");
                principals.ifPresent(names -> options.add(valued("principals", String.join(",", names))));
            }
        }
        options.add(said.pty() ? "pty" : "no-pty");
        flag(options, "port-forwarding", said.portForwarding());
        flag(options, "agent-forwarding", said.agentForwarding());
        flag(options, "x11-forwarding", said.x11Forwarding());
        said.command().ifPresent(command -> options.add(valued("command", command)));
        said.from().ifPresent(from -> options.add(valued("from", from.toString())));
        said.expiry().ifPresent(expiry -> options.add(valued("expiry-time", TIME.format(expiry))));
        said.environment().forEach((name, value) -> options.add(valued("environment", name + "=" + value)));
        said.permitOpen().forEach(place -> options.add(valued("permitopen", endpoint(place))));
        said.permitListen().forEach(place -> options.add(valued("permitlisten", endpoint(place))));
        options.add(said.touchRequired() ? "touch-required" : "no-touch-required");
        options.add(said.verifyRequired() ? "verify-required" : "no-verify-required");
        return String.join(",", options);
    }

    private static void flag(List<String> options, String name, Flag flag) {
        switch (flag) {
            case UNSAID -> {}
            case GRANTED -> options.add(name);
            case REFUSED -> options.add("no-" + name);
        }
    }

    private static String endpoint(Endpoint place) {
        String host = place.host().indexOf(':') < 0 ? place.host() : "[" + place.host() + "]";
        return host + ":" + (place.port().isPresent() ? place.port().getAsInt() : "*");
    }

    private static String valued(String name, String value) {
        return name + "=\"" + value.replace("\"", "\\\"") + "\"";
    }
}
