package io.hatchway.console;

import io.hatchway.access.Authority;
import io.hatchway.access.Credential;
import io.hatchway.access.Holder;
import io.hatchway.access.KeyLine;
import io.hatchway.access.Person;
import io.hatchway.access.Register;
import io.hatchway.access.Restrictions;
import io.hatchway.access.Rule;
import io.hatchway.access.SourceAddresses;
import io.hatchway.keys.KeyPlace;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** A line with a key, as a list of keys has it. */
record KeyRow(KeyPlace.Opens opens, KeyLine line, boolean revoked) {

    static Stream<KeyRow> of(Register register) {
        Stream<KeyRow> rules = register.rules().stream()
                .map(rule ->
                        row(register, new KeyPlace.Opens.Logins(rule.logins().toString()), rule));
        Stream<KeyRow> people = register.teams().people().stream().flatMap(person -> rows(register, person));
        Stream<KeyRow> authorities = register.teams().authorities().stream().map(each -> row(register, each));
        return Stream.of(rules, people, authorities).flatMap(rows -> rows);
    }

    private static KeyRow row(Register register, KeyPlace.Opens opens, Rule rule) {
        return row(register, opens, rule.line());
    }

    private static Stream<KeyRow> rows(Register register, Person person) {
        return person.keys().stream().map(line -> row(register, new KeyPlace.Opens.Persons(person.name()), line));
    }

    private static KeyRow row(Register register, Authority authority) {
        return row(
                register,
                new KeyPlace.Opens.Authorities(),
                new KeyLine(new Holder.Key(authority.key()), Restrictions.NONE, authority.origin(), ""));
    }

    private static KeyRow row(Register register, KeyPlace.Opens opens, KeyLine line) {
        return new KeyRow(opens, line, register.revocations().revokes(new Credential.Key(line.key())));
    }

    String fingerprint() {
        return line.key().fingerprint();
    }

    private String kind() {
        boolean authority = line.holder() instanceof Holder.Authority || opens instanceof KeyPlace.Opens.Authorities;
        return authority ? "authority" : "key";
    }

    private String state(Instant now) {
        return revoked ? "revoked" : line.restrictions().expired(now) ? "expired" : "ok";
    }

    private String login() {
        return opens instanceof KeyPlace.Opens.Logins(String pattern) ? pattern : "";
    }

    private String person() {
        return opens instanceof KeyPlace.Opens.Persons(String name) ? name : "";
    }

    private String expires() {
        return line.restrictions().expiry().map(Instant::toString).orElse("");
    }

    private String from() {
        return line.restrictions().from().map(SourceAddresses::toString).orElse("");
    }

    static List<Column<KeyRow>> columns(Instant now) {
        return List.of(
                Column.of("LOGIN", "login", KeyRow::login),
                Column.of("PERSON", "person", KeyRow::person),
                Column.of("KEY", "fingerprint", KeyRow::fingerprint).toType(),
                Column.of("COMMENT", "comment", row -> row.line.comment()),
                Column.of("KIND", "kind", KeyRow::kind),
                Column.of("STATE", "state", row -> row.state(now)),
                Column.of("EXPIRES", "expires", KeyRow::expires),
                Column.of("FROM", "from", KeyRow::from),
                Column.of(
                        "COMMAND",
                        "command",
                        row -> row.line.restrictions().command().orElse("")),
                Column.of("WRITTEN IN", "origin", row -> row.line.origin().toString()));
    }
}
