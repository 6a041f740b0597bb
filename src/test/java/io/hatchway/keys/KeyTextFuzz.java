package io.hatchway.keys;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.access.Restrictions;
import io.hatchway.access.Rule;
import io.hatchway.access.SampleKeys;
import io.hatchway.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A line that is given a time has that time and is otherwise what it was; one that is taken out is the only one gone. */
final class KeyTextFuzz implements FuzzTarget {
    private static final Instant THEN = Instant.parse("2030-02-03T04:05:06Z");
    private static final String KEY = SampleKeys.line("ed25519");

    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                KEY,
                "\ufeff" + KEY + "\r\n# x\n" + SampleKeys.line("ecdsa256"),
                "restrict,expiry-time=\"20300101Z\",EXPIRY-TIME=\"2029\" " + KEY,
                " \tcommand=\"a,expiry-time=\\\"b\\\"\",pty\t" + KEY + " c",
                "cert-authority,principals=\"a,b\" " + KEY);
    }

    @Override
    public void hold(byte[] input) {
        String bytes = new String(input, StandardCharsets.ISO_8859_1);
        List<Rule> rules = read(bytes);
        for (Rule rule : rules) {
            Set<Integer> number = Set.of(rule.origin().line());
            String timed;
            try {
                timed = KeyText.expiring(bytes, number, Optional.of(THEN));
            } catch (LineOff off) {
                throw new AssertionError("a line that was read is off: " + rule, off);
            }
            List<Rule> after = read(timed);
            that(after.size() == rules.size(), "%s became %s", rules, after);
            Rule same = after.get(rules.indexOf(rule));
            that(same.restrictions().expiry().equals(Optional.of(THEN)), "no time on %s", same);
            that(
                    plain(same).equals(plain(rule))
                            && same.line().holder().equals(rule.line().holder()),
                    "%s became %s",
                    rule,
                    same);
            that(read(KeyText.without(bytes, number)).size() == rules.size() - 1, "not one line less than %s", rules);
        }
    }

    private static List<Rule> read(String bytes) {
        return AuthorizedKeys.parse("web", "web", Draft.text(bytes), ZoneOffset.UTC)
                .rules();
    }

    private static Restrictions plain(Rule rule) {
        Restrictions said = rule.restrictions();
        return new Restrictions(
                said.pty(),
                said.portForwarding(),
                said.agentForwarding(),
                said.x11Forwarding(),
                said.command(),
                said.from(),
                Optional.empty(),
                said.environment(),
                said.permitOpen(),
                said.permitListen(),
                said.touchRequired(),
                said.verifyRequired());
    }
}
