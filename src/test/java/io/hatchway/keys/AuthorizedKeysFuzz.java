package io.hatchway.keys;

import static io.hatchway.fuzz.FuzzTarget.isPlain;
import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.access.Rule;
import io.hatchway.access.SampleKeys;
import io.hatchway.config.Problem;
import io.hatchway.fuzz.FuzzTarget;
import java.time.ZoneOffset;
import java.util.List;

/** A rule that is read says all that its line said: written again, it is read as the same rule. */
final class AuthorizedKeysFuzz implements FuzzTarget {
    private static final int LONGEST_MESSAGE = 400;
    private static final String KEY = SampleKeys.line("ed25519");

    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                KEY,
                "# people\n\n" + KEY + "\r\n" + SampleKeys.line("ecdsa256") + "\nnonsense " + KEY,
                SampleKeys.line("rsa2048") + "\n" + SampleKeys.line("certificate"),
                "restrict,pty,no-pty,agent-forwarding,no-x11-forwarding,port-forwarding " + KEY + " a \"b\" c",
                "command=\"echo \\\"a b\\\" \\\\\",from=\"10.0.0.0/8,!10.1.*,::1\" " + KEY,
                "expiry-time=\"20300101Z\",expiry-time=\"202912312359\",environment=\"A=b=c\" " + KEY,
                "permitopen=\"[::1]:*\",permitopen=\"host:22\",permitlisten=\"8080\" " + KEY,
                "no-touch-required,verify-required,user-rc,RESTRICT\t" + KEY,
                "cert-authority,principals=\"dba,,on call,\\\"x\\\"\",no-pty " + KEY + " ca",
                "cert-authority " + KEY);
    }

    @Override
    public void hold(byte[] input) {
        String text = FuzzTarget.text(input);
        AuthorizedKeys keys = read(text);
        long lines = text.chars().filter(c -> c == '\n').count() + 1;
        that(
                keys.rules().size() <= lines,
                "%d rules from %d lines",
                keys.rules().size(),
                lines);
        that(
                keys.problems().size() <= lines,
                "%d problems from %d lines",
                keys.problems().size(),
                lines);
        for (Problem problem : keys.problems()) {
            that(problem.line() >= 1 && problem.line() <= lines, "line %d of %d", problem.line(), lines);
            that(isPlain(problem.message()), "not fit to show: %s", problem);
            that(problem.message().length() <= LONGEST_MESSAGE, "too long to show: %s", problem);
        }
        for (Rule rule : keys.rules()) {
            that(
                    rule.origin().line() <= lines,
                    "a rule of line %d of %d",
                    rule.origin().line(),
                    lines);
            String written = RuleText.of(rule);
            AuthorizedKeys again = read(written);
            that(again.problems().isEmpty(), "%s: %s", written, again.problems());
            Rule same = again.rules().getFirst();
            that(
                    same.line().holder().equals(rule.line().holder())
                            && same.restrictions().equals(rule.restrictions())
                            && same.comment().equals(rule.comment()),
                    "written again as %s, %s became %s",
                    written,
                    rule,
                    same);
        }
    }

    private static AuthorizedKeys read(String text) {
        return AuthorizedKeys.parse("web", "keys/web", text, ZoneOffset.UTC);
    }
}
