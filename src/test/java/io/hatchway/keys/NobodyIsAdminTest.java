package io.hatchway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.Decision;
import io.hatchway.access.Grant;
import io.hatchway.access.Recording;
import io.hatchway.access.SampleKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is edited while the last administrator's key is out: what takes away counts, what gives does not, and is said. */
final class NobodyIsAdminTest extends AccessScene {
    private AccessSnapshot without = AccessSnapshot.nothing();

    @BeforeEach
    void takeTheAdminOut() throws IOException {
        without(PEOPLE);
    }

    private void without(String access) throws IOException {
        write("keys/admin", SampleKeys.line("rsa2048") + "\n");
        write("access.yaml", access);
        AccessSnapshot first = read();
        assertThat(first.problems()).isEmpty();
        Files.delete(folder.resolve("keys/admin"));
        without = later(first);
        assertThat(said(without)).singleElement().asString().contains("nobody can run everything");
    }

    private AccessSnapshot edited(String access) throws IOException {
        write("access.yaml", access);
        return later(without);
    }

    private static Optional<Grant> grant(AccessSnapshot access, String login, String key) {
        return decide(access, login, key) instanceof Decision.Allowed(Grant grant)
                ? Optional.of(grant)
                : Optional.empty();
    }

    @Test
    void whatIsNotTouchedStaysAsItWas() {
        assertThat(opens(without, "shop-web", "ed25519")).isTrue();
        assertThat(opens(without, "admin", "rsa2048")).isFalse();
    }

    @Test
    void aPersonWhoIsTakenOutIsOut() throws IOException {
        AccessSnapshot after = edited(PEOPLE.replaceFirst("  alice.*\n", "").replace("people:", "people: {}"));
        assertThat(opens(after, "shop-web", "ed25519")).isFalse();
    }

    @Test
    void aRoleThatIsTakenFromAPersonIsGone() throws IOException {
        assertThat(opens(edited(PEOPLE.replace("[developer]", "[]")), "shop-web", "ed25519"))
                .isFalse();
    }

    @Test
    void aKeyThatIsRevokedIsRevoked() throws IOException {
        write("revoked", KEY);
        assertThat(opens(edited(PEOPLE + "revoked: [revoked]\n"), "shop-web", "ed25519"))
                .isFalse();
    }

    @Test
    void whatIsDeniedIsDenied() throws IOException {
        AccessSnapshot after = edited(PEOPLE + "    - {deny: all, containers: [shop-db]}\n");
        assertThat(opens(after, "shop-db", "ed25519")).isFalse();
        assertThat(opens(after, "shop-web", "ed25519")).isTrue();
    }

    @Test
    void aSecondFactorIsAskedFor() throws IOException {
        write("alice.totp", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP\n");
        mode(folder.resolve("alice.totp"), "rw-------");
        AccessSnapshot after = edited(PEOPLE.replace("[developer]}", "[developer], second_factor: alice.totp}"));
        assertThat(grant(after, "shop-web", "ed25519").orElseThrow().secondFactor())
                .isPresent();
    }

    @Test
    void whatIsAddedDoesNotCountAndIsSaid() throws IOException {
        write("bob.pub", OTHER);
        write("keys/db", OTHER);
        AccessSnapshot after =
                edited(PEOPLE.replace("roles:\n", "  bob: {keys: [bob.pub], roles: [developer]}\nroles:\n")
                        + "    - {allow: [shell], containers: [db]}\n"
                        + "consoles:\n  operator: {commands: [ps], containers: [\"*\"]}\n");
        assertThat(opens(after, "shop-web", "ed25519")).isTrue();
        assertThat(opens(after, "db", "ed25519")).isFalse();
        assertThat(opens(after, "shop-web", "other")).isFalse();
        assertThat(opens(after, "db", "other")).isFalse();
        String doesNotCount = "as long as nobody can run everything on the console, this does not count: ";
        assertThat(said(after))
                .contains(
                        folder + "/keys/db: error: " + doesNotCount + "the key on line 1",
                        folder + "/bob.pub: error: " + doesNotCount + "the key on line 1",
                        folder + "/access.yaml: error: " + doesNotCount
                                + "what roles newly allow alice, the new person bob, what is new of the console operator");
    }

    @Test
    void whoeverIsTakenOutIsNotRidOfWhatIsDenied() throws IOException {
        write("keys/shop-db", KEY);
        without(PEOPLE + "    - {deny: all, containers: [shop-db]}\n");
        AccessSnapshot after = edited(PEOPLE.replaceFirst("  alice.*\n", "").replace("people:", "people: {}"));
        assertThat(opens(after, "shop-db", "ed25519")).isFalse();
        assertThat(said(after)).anyMatch(line -> line.endsWith("that something is no longer denied to alice"));
    }

    @Test
    void whatIsNoLongerDeniedOrRevokedStaysSo() throws IOException {
        write("revoked", OTHER);
        write("keys/shop-db", OTHER);
        without(PEOPLE + "    - {deny: all, containers: [shop-db]}\nrevoked: [revoked]\n");
        AccessSnapshot after = edited(PEOPLE);
        assertThat(opens(after, "shop-db", "ed25519")).isFalse();
        assertThat(opens(after, "shop-db", "other")).isFalse();
        assertThat(said(after))
                .anyMatch(line -> line.contains("that something is no longer denied to alice")
                        && line.contains("that " + folder + "/revoked is no list of revoked keys any more"));
    }

    @Test
    void whoeverIsToBeRecordedStaysSo() throws IOException {
        write("keys/shop-db", KEY);
        String recorded = PEOPLE.replace("\"]}", "\"], record: strict}");
        without(recorded);
        assertThat(grant(without, "shop-db", "ed25519").orElseThrow().recording())
                .contains(Recording.STRICT);
        for (String access : List.of(
                PEOPLE,
                PEOPLE.replace("[developer]", "[]"),
                PEOPLE.replace("\"]}", "\"], record: off}"),
                PEOPLE.replaceFirst("  alice.*\n", "").replace("people:", "people: {}"))) {
            AccessSnapshot after = edited(access);
            assertThat(grant(after, "shop-db", "ed25519").orElseThrow().recording())
                    .contains(Recording.STRICT);
            assertThat(grant(after, "shop-web", "ed25519")).isEmpty();
            assertThat(said(after)).anyMatch(line -> line.contains("how alice's sessions are recorded"));
        }
    }

    @Test
    void whoeverIsNewlyToBeRecordedIs() throws IOException {
        write("keys/shop-db", KEY);
        without(PEOPLE);
        AccessSnapshot after = edited(PEOPLE.replace("\"]}", "\"], record: strict}"));
        assertThat(grant(after, "shop-db", "ed25519").orElseThrow().recording()).contains(Recording.STRICT);
        assertThat(grant(after, "shop-web", "ed25519")).isEmpty();
    }

    @Test
    void aConsoleThatIsTakenOutBecomesNoContainer() throws IOException {
        write("keys/operator", OTHER);
        without(PEOPLE + "consoles:\n  operator: {commands: [ps], containers: [\"*\"]}\n");
        Grant console = grant(without, "operator", "other").orElseThrow();
        assertThat(console.commands().permits("ps")).isTrue();
        assertThat(grant(edited(PEOPLE), "operator", "other")).isEmpty();
    }

    @Test
    void whatWasTakenOutAndIsPutBackWaitsForAnAdmin() throws IOException {
        AccessSnapshot out = edited(PEOPLE.replace("[developer]", "[]"));
        write("access.yaml", PEOPLE);
        AccessSnapshot back = later(out);
        assertThat(opens(back, "shop-web", "ed25519")).isFalse();
        assertThat(said(back)).anyMatch(line -> line.endsWith("what roles newly allow alice"));
        write("keys/admin", OTHER);
        AccessSnapshot again = later(back);
        assertThat(again.problems()).isEmpty();
        assertThat(opens(again, "shop-web", "ed25519")).isTrue();
    }
}
