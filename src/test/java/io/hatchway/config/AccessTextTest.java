package io.hatchway.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Comments and layout stay as they are; a text in an unusual shape is left alone. */
final class AccessTextTest {
    private static final String FILE = """
            # Who there is.
            people:
              # the first
              alice: {keys: [alice.pub], roles: [developer]}   # here since spring
              bob:
                keys: [bob.pub]
                roles:
                  - developer   # one
                  - trainee
              # the last
              olga:
                keys: [olga.pub]

            # What they may do.
            roles:
              developer: [{allow: all, containers: ["*"]}]
            """;

    private static AccessText file() {
        return AccessText.of(FILE);
    }

    @Test
    void aPersonComesBehindTheLast() {
        assertThat(file().withPerson("dora", "{keys: [dora.pub]}"))
                .contains(FILE.replace("[olga.pub]\n", "[olga.pub]\n  dora: {keys: [dora.pub]}\n"));
    }

    @Test
    void theFirstPersonOfAFileMakesTheSection() {
        assertThat(AccessText.of("").withPerson("dora", "{}")).contains("people:\n  dora: {}\n");
        assertThat(AccessText.of("roles: {}").withPerson("dora", "{}")).contains("roles: {}\npeople:\n  dora: {}\n");
        assertThat(AccessText.of("people:   # none yet\nroles: {}\n").withPerson("dora", "{}"))
                .contains("people:   # none yet\n  dora: {}\nroles: {}\n");
    }

    @Test
    void aNameThatYamlWouldReadOtherwiseIsQuoted() {
        assertThat(AccessText.of("").withPerson("no", "{}")).contains("people:\n  \"no\": {}\n");
        assertThat(AccessText.of("").withPerson("Zo\u00eb M", "{}")).contains("people:\n  \"Zo\u00eb M\": {}\n");
        assertThat(AccessText.word("a\"b")).isEmpty();
    }

    @Test
    void aPersonGoesWithItsLinesAlone() {
        assertThat(file().withoutPerson("bob")).contains(FILE.replaceFirst("(?s)  bob:.*trainee\n", ""));
        assertThat(file().withoutPerson("alice")).contains(FILE.replaceFirst("  alice: .*\n", ""));
        assertThat(file().withoutPerson("olga")).contains(FILE.replaceFirst("  olga:\n.*\n", ""));
        assertThat(file().withoutPerson("nobody")).isEmpty();
    }

    @Test
    void aRoleIsAddedInTheListsOwnStyle() {
        assertThat(file().withRole("alice", "dba")).contains(FILE.replaceFirst("\\[developer]", "[developer, dba]"));
        assertThat(file().withRole("bob", "dba"))
                .contains(FILE.replace("      - trainee\n", "      - trainee\n      - dba\n"));
        assertThat(file().withRole("olga", "dba"))
                .contains(FILE.replace("[olga.pub]\n", "[olga.pub]\n    roles: [dba]\n"));
        assertThat(AccessText.of("people:\n  a: {keys: [k]}\n").withRole("a", "dba"))
                .contains("people:\n  a: {keys: [k], roles: [dba]}\n");
        assertThat(AccessText.of("people: {a: {roles: []}}").withRole("a", "dba"))
                .contains("people: {a: {roles: [dba]}}");
    }

    @Test
    void aRoleIsTakenOutOfTheListAlone() {
        assertThat(file().withoutRole("alice", "developer")).contains(FILE.replaceFirst("\\[developer]", "[]"));
        assertThat(file().withoutRole("bob", "developer")).contains(FILE.replace("      - developer   # one\n", ""));
        AccessText three = AccessText.of("people: {a: {roles: [x, y, z]}}");
        assertThat(three.withoutRole("a", "x")).contains("people: {a: {roles: [y, z]}}");
        assertThat(three.withoutRole("a", "y")).contains("people: {a: {roles: [x, z]}}");
        assertThat(three.withoutRole("a", "z")).contains("people: {a: {roles: [x, y]}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"people: {a: {}, b: {}}", "people: [a]", "nonsense: [", "people: {}", "a\n---\nb"})
    void whatIsWrittenInAnotherWayIsLeftAlone(String text) {
        AccessText file = AccessText.of(text);
        assertThat(file.withoutPerson("a")).isEmpty();
        assertThat(file.withoutRole("a", "x")).isEmpty();
        assertThat(file.withRole("nobody", "x")).isEmpty();
    }

    @Test
    void charactersOfTwoUnitsDoNotShiftThePlace() {
        String text = "# \ud83d\ude00\npeople: {a: {roles: [x]}}\n";
        assertThat(AccessText.of(text).withRole("a", "y")).contains("# \ud83d\ude00\npeople: {a: {roles: [x, y]}}\n");
    }
}
