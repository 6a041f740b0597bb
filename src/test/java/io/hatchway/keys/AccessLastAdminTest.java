package io.hatchway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.access.Lookup;
import io.hatchway.access.SampleKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What becomes of access.yaml when nobody could run everything on the console any more. */
final class AccessLastAdminTest extends AccessScene {
    @Test
    void atAFirstReadingItIsSaidThatTheKeyOfAnAdminIsMissing() throws IOException {
        Files.delete(folder.resolve("keys/admin"));
        write("access.yaml", PEOPLE);
        assertThat(said(read()))
                .singleElement()
                .asString()
                .startsWith(folder + "/keys/admin: error: nobody could run everything on the console")
                .contains("there is no key in keys/admin")
                .doesNotContain("change");
        assertThatThrownBy(() -> AccessWatch.open(sources())).hasMessageContaining("there is no key in keys/admin");
    }

    @Test
    void aFileWithErrorsIsNotBlamedForHavingNoAdmin() throws IOException {
        Files.delete(folder.resolve("keys/admin"));
        write("access.yaml", "people: 7\n");
        assertThat(said(read())).isNotEmpty().noneMatch(line -> line.contains("everything on the console"));
    }

    @Test
    void whatNoGatewayWouldOpenIsToldWithAReservation() throws IOException {
        write("access.yaml", PEOPLE);
        assertThat(read().reservation()).isEmpty();
        Files.delete(folder.resolve("keys/admin"));
        AccessSnapshot access = read();
        assertThat(access.reservation()).get().asString().startsWith("This holds once somebody can run everything");
        assertThat(access.policyAsWritten().who("shop-web", name -> Lookup.ABSENT, Instant.now()))
                .hasSize(1);
        assertThat(opens(access, "shop-web", "ed25519")).isFalse();
        write("access.yaml", "people: 7\n");
        assertThat(read().reservation()).get().asString().endsWith("without access.yaml:");
    }

    @Test
    void whereOnlyCertificatesRunEverythingThatIsAWarning() throws IOException {
        Files.delete(folder.resolve("keys/admin"));
        write("ca.pub", OTHER);
        write("access.yaml", PEOPLE + "authorities:\n  - {file: ca.pub, logins: true}\n");
        AccessSnapshot access = read();
        assertThat(access.whole()).isTrue();
        assertThat(said(access))
                .singleElement()
                .asString()
                .startsWith(folder + "/access.yaml: warning: only certificates can run everything on the console");
        write("keys/admin", SampleKeys.line("rsa2048") + "\n");
        assertThat(later(access).problems()).isEmpty();
    }

    @Test
    void aChangeThatLeavesNobodyAnAdminDoesNotCount() throws IOException {
        Files.delete(folder.resolve("keys/admin"));
        String admin = PEOPLE + "    - {allow: all, containers: [\"*\"], commands: [\"*\"]}\n";
        write("access.yaml", admin);
        AccessSnapshot first = read();
        assertThat(first.problems()).isEmpty();
        write("access.yaml", PEOPLE);
        AccessSnapshot second = later(first);
        assertThat(second.policy()).isSameAs(first.policy());
        assertThat(said(second)).anyMatch(line -> line.contains("nobody could run everything"));
        write("keys/db", OTHER);
        AccessSnapshot third = later(second);
        assertThat(opens(third, "admin", "ed25519")).isTrue();
        assertThat(opens(third, "db", "other")).isTrue();
        write("keys/admin", OTHER);
        AccessSnapshot fourth = later(third);
        assertThat(fourth.problems()).isEmpty();
        assertThat(opens(fourth, "admin", "ed25519")).isFalse();
    }

    @Test
    void theLastAdminsKeyIsOutWhenItIsTakenOut() throws IOException {
        Files.delete(folder.resolve("keys/admin"));
        write("access.yaml", PEOPLE + "    - {allow: all, containers: [\"*\"], commands: [\"*\"]}\n");
        AccessSnapshot first = read();
        write("alice.pub", "");
        AccessSnapshot second = later(first);
        assertThat(opens(second, "admin", "ed25519")).isFalse();
        assertThat(said(second))
                .singleElement()
                .asString()
                .contains(
                        "alice.pub: error: nobody can run everything on the console any more", "line 1 was taken out");
    }

    @Test
    void theLastAdminTakenOutOfTheKeysFolderIsOutAndNothingIsAddedUntilThereIsAnother() throws IOException {
        write("access.yaml", PEOPLE);
        AccessSnapshot first = read();
        Files.delete(folder.resolve("keys/admin"));
        write("keys/db", OTHER);
        AccessSnapshot second = later(first);
        assertThat(opens(second, "admin", "rsa2048")).isFalse();
        assertThat(opens(second, "db", "other")).isFalse();
        assertThat(opens(second, "shop-web", "ed25519")).isTrue();
        assertThat(said(second))
                .hasSize(2)
                .anyMatch(line -> line.startsWith(folder + "/keys/admin: error: nobody can run everything")
                        && line.contains("line 1 was taken out"))
                .anyMatch(line -> line.startsWith(folder + "/keys/db: error: ")
                        && line.endsWith("this does not count: the key on line 1"));
        write("keys/cache", OTHER);
        AccessSnapshot third = later(second);
        assertThat(third.problems()).containsAll(second.problems()).hasSize(3);
        assertThat(opens(third, "cache", "other")).isFalse();
        write("keys/admin", OTHER);
        AccessSnapshot fourth = later(third);
        assertThat(fourth.problems()).isEmpty();
        assertThat(opens(fourth, "admin", "other")).isTrue();
        assertThat(opens(fourth, "db", "other")).isTrue();
    }

    @Test
    void theLastAdminWhoIsRevokedIsOut() throws IOException {
        write("revoked", OTHER);
        write("access.yaml", PEOPLE + "revoked: [revoked]\n");
        AccessSnapshot first = read();
        write("revoked", SampleKeys.line("rsa2048") + "\n");
        AccessSnapshot second = later(first);
        assertThat(opens(second, "admin", "rsa2048")).isFalse();
        assertThat(said(second)).singleElement().asString().contains("keys/admin: error", "line 1 is revoked");
    }

    @Test
    void aForcedCommandMakesNoAdmin() throws IOException {
        write("keys/admin", "command=\"ps\" " + OTHER);
        write("access.yaml", PEOPLE);
        assertThatThrownBy(() -> AccessWatch.open(sources()))
                .hasMessageContaining("none of the keys in keys/admin can");
    }

    @Test
    void aMissingAdminIsOnlyAWarningWithoutTheFile() throws IOException {
        write("keys/web", KEY);
        Files.delete(folder.resolve("keys/admin"));
        AccessSnapshot access = read();
        assertThat(access.whole()).isTrue();
        assertThat(said(access)).singleElement().asString().contains("warning: no key opens the console");
    }
}
