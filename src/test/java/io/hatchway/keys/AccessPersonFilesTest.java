package io.hatchway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.hatchway.access.Attempt;
import io.hatchway.access.Credential;
import io.hatchway.access.Decision;
import io.hatchway.access.Lookup;
import io.hatchway.access.Restrictions;
import io.hatchway.access.SampleKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The files of people: keys, secrets and authorities that access.yaml names. */
final class AccessPersonFilesTest extends AccessScene {
    private static final String HOLD_LEASES = """
            import fcntl, os, signal, sys
            signal.signal(signal.SIGIO, signal.SIG_IGN)
            files = [os.open(name, os.O_RDWR) for name in sys.argv[1:]]
            for file in files:
                fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
            print(".", end="", flush=True)
            sys.stdin.read()
            """;
    private static final String DENYING = PEOPLE + "    - {deny: all, containers: [shop-db]}\n";

    @Test
    void aBadLineOfAPersonsKeysIsOffAlone() throws IOException {
        write("access.yaml", PEOPLE);
        write("alice.pub", "nonsense\n" + KEY);
        AccessSnapshot access = read();
        assertThat(said(access)).singleElement().asString().contains("alice.pub:1: error: this line is off");
        assertThat(opens(access, "shop-web", "ed25519")).isTrue();
    }

    @Test
    void aPersonsFileThatIsRefusedKeepsItsLinesAndGainsNone() throws IOException {
        write("access.yaml", PEOPLE);
        AccessSnapshot first = read();
        mode(write("alice.pub", KEY + OTHER), "rw-rw-rw-");
        AccessSnapshot second = later(first);
        assertThat(opens(second, "shop-web", "ed25519")).isTrue();
        assertThat(opens(second, "shop-web", "other")).isFalse();
        assertThat(said(second))
                .singleElement()
                .asString()
                .contains("lines of its last good version still in force: 1");
    }

    @Test
    void aPersonsFileThatIsGoneTakesItsKeysWithIt() throws IOException {
        write("access.yaml", PEOPLE);
        AccessSnapshot first = read();
        Files.delete(folder.resolve("alice.pub"));
        AccessSnapshot second = later(first);
        assertThat(opens(second, "shop-web", "ed25519")).isFalse();
        assertThat(second.policy()).isNotSameAs(first.policy());
    }

    @Test
    void withoutAPersonsFileThereIsNoStart() throws IOException {
        write("access.yaml", PEOPLE);
        Files.delete(folder.resolve("alice.pub"));
        assertThatThrownBy(() -> AccessWatch.open(sources()))
                .hasMessageContaining("access.yaml:2: error: nobody knows which keys are alice's")
                .hasMessageContaining("alice.pub: error: no key of this file counts: there is no such file");
    }

    @Test
    void aPersonsKeyIsHeldToWhatIsDeniedWhateverBecomesOfItsFile() throws IOException {
        write("access.yaml", DENYING);
        write("keys/shop-db", KEY);
        AccessSnapshot first = read();
        assertThat(decide(first, "shop-db", "ed25519"))
                .isEqualTo(new Decision.Denied("role developer denies alice this login"));
        mode(write("alice.pub", ""), "rw-rw-rw-");
        AccessSnapshot open = later(first);
        assertThat(opens(open, "shop-db", "ed25519")).isFalse();
        Files.delete(folder.resolve("alice.pub"));
        AccessSnapshot gone = later(open);
        assertThat(opens(gone, "shop-db", "ed25519")).isFalse();
        write("alice.pub", "broken " + KEY);
        AccessSnapshot broken = later(gone);
        assertThat(opens(broken, "shop-db", "ed25519")).isFalse();
        write("alice.pub", OTHER);
        assertThat(opens(later(broken), "shop-db", "ed25519")).isTrue();
    }

    @Test
    void aLineThatIsOffIsNoStartWhereSomethingIsDeniedToThePerson() throws IOException {
        write("access.yaml", DENYING);
        write("alice.pub", "nonsense\n" + KEY);
        assertThatThrownBy(() -> AccessWatch.open(sources())).hasMessageContaining("which keys are alice's");
    }

    @Test
    void aLineThatIsOffIsNoStartWhereThePersonIsToBeRecorded() throws IOException {
        write("access.yaml", PEOPLE.replace("\"]}", "\"], record: strict}"));
        write("alice.pub", "nonsense\n" + KEY);
        assertThatThrownBy(() -> AccessWatch.open(sources())).hasMessageContaining("which keys are alice's");
    }

    /** What holds a lease is a Samba server, say, or whoever wants to keep a key in force. */
    @Test
    void aFileThatCouldNotBeReadForAMomentIsReadAgain() throws Exception {
        write("keys/web", KEY);
        write("access.yaml", PEOPLE);
        AccessSnapshot first = read();
        assertThat(first.problems()).isEmpty();
        Path persons = write("alice.pub", OTHER);
        Path folders = write("keys/web", OTHER);
        Process holder =
                new ProcessBuilder("python3", "-c", HOLD_LEASES, persons.toString(), folders.toString()).start();
        AccessSnapshot held;
        try {
            assertThat(holder.getInputStream().read()).isEqualTo('.');
            held = later(first);
            assertThat(said(held)).hasSize(2).allMatch(line -> line.contains("somebody holds a lease on it"));
            assertThat(opens(held, "shop-web", "ed25519")).isTrue();
        } finally {
            holder.destroyForcibly().waitFor();
        }
        AccessSnapshot after = later(held);
        assertThat(after.problems()).isEmpty();
        assertThat(opens(after, "shop-web", "ed25519")).isFalse();
        assertThat(opens(after, "web", "ed25519")).isFalse();
        assertThat(opens(after, "web", "other")).isTrue();
    }

    @Test
    void aPipeOrALinkInThePlaceOfAPersonsFileIsNotOpened() throws Exception {
        write("access.yaml", PEOPLE);
        Files.delete(folder.resolve("alice.pub"));
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("alice.pub").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThat(said(read())).anyMatch(line -> line.contains("not a regular file"));
        Files.delete(folder.resolve("alice.pub"));
        Files.createSymbolicLink(folder.resolve("alice.pub"), write("elsewhere", KEY));
        assertThat(said(read())).anyMatch(line -> line.contains("symbolic link"));
    }

    @Test
    void withoutTheSecretOfASecondFactorTheFileIsRefused() throws IOException {
        write("access.yaml", PEOPLE.replace("roles: [dev", "second_factor: alice.totp, roles: [dev"));
        AccessSnapshot access = read();
        assertThat(access.whole()).isFalse();
        assertThat(said(access)).anyMatch(line -> line.contains("access.yaml:2: error: alice's second_factor"));
        assertThat(opens(access, "shop-web", "ed25519")).isFalse();
    }

    @Test
    void aSecretStaysInForceWhateverBecomesOfItsFile() throws IOException {
        write("access.yaml", PEOPLE.replace("roles: [dev", "second_factor: alice.totp, roles: [dev"));
        Path secret = write("alice.totp", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP\n");
        mode(secret, "rw-------");
        AccessSnapshot first = read();
        assertThat(first.problems()).isEmpty();
        assertThat(decide(first, "shop-web", "ed25519"))
                .isInstanceOfSatisfying(
                        Decision.Allowed.class,
                        allowed -> assertThat(allowed.grant().secondFactor()).isPresent());
        mode(secret, "rw-r--r--");
        AccessSnapshot second = later(first);
        assertThat(said(second)).singleElement().asString().contains("the secret read before stays in force");
        assertThat(second.policy()).isSameAs(first.policy());
        Files.delete(secret);
        assertThat(later(second).policy()).isSameAs(first.policy());
    }

    @Test
    void anAuthoritysFileHoldsKeysAlone() throws IOException {
        write("access.yaml", PEOPLE + "authorities: [ca.pub]\n");
        write("ca.pub", "restrict " + KEY + OTHER);
        assertThat(said(read()))
                .singleElement()
                .asString()
                .contains("ca.pub:1: error: this line is off: an authority's");
    }

    private static Decision certified(AccessSnapshot access, String login, String principal) {
        Instant now = Instant.now();
        Credential it = new Credential.Certificate(
                SampleKeys.blob("ecdsa256"),
                SampleKeys.blob("other"),
                1,
                "id",
                List.of(principal),
                now.minusSeconds(60),
                now.plusSeconds(60),
                Restrictions.NONE);
        return access.policy()
                .decide(new Attempt(login, it, InetAddress.getLoopbackAddress(), now), name -> Lookup.ABSENT);
    }

    private static final String CERTIFIED =
            DENYING.replace("roles: [dev", "principals: [ali], roles: [dev") + "authorities: [ca.pub]\n";

    @Test
    void aPrincipalIsHeldToWhatIsDeniedWhateverBecomesOfTheAuthoritysFile() throws IOException {
        write("access.yaml", CERTIFIED);
        write("ca.pub", OTHER);
        write("keys/shop-db", "cert-authority,principals=\"ali\" " + OTHER);
        AccessSnapshot first = read();
        assertThat(first.problems()).isEmpty();
        Decision no = new Decision.Denied("role developer denies alice this login");
        assertThat(certified(first, "shop-db", "ali")).isEqualTo(no);
        assertThat(certified(first, "shop-web", "ali")).isInstanceOf(Decision.Allowed.class);
        Files.delete(folder.resolve("ca.pub"));
        AccessSnapshot gone = later(first);
        assertThat(certified(gone, "shop-db", "ali")).isEqualTo(no);
        assertThat(certified(gone, "shop-web", "ali")).isInstanceOf(Decision.Denied.class);
        write("ca.pub", "restrict " + OTHER);
        AccessSnapshot off = later(gone);
        assertThat(certified(off, "shop-db", "ali")).isEqualTo(no);
        assertThat(certified(off, "shop-web", "ali")).isInstanceOf(Decision.Denied.class);
        write("ca.pub", KEY);
        assertThat(certified(later(off), "shop-db", "ali")).isInstanceOf(Decision.Allowed.class);
    }

    @Test
    void withoutAnAuthoritysFileThereIsNoStartWhereSomethingIsDeniedToAPrincipal() throws IOException {
        write("access.yaml", CERTIFIED);
        assertThatThrownBy(() -> AccessWatch.open(sources()))
                .hasMessageContaining("nobody knows whom a certificate's principals mean")
                .hasMessageContaining("take it out of authorities");
        write("access.yaml", CERTIFIED.replace("deny: all", "allow: all"));
        assertThat(read().whole()).isTrue();
    }

    @Test
    void aKeyOfTwoPeopleIsSaid() throws IOException {
        write("access.yaml", PEOPLE.replace("roles:\n", "  bob: {keys: [bob.pub], roles: []}\nroles:\n"));
        write("bob.pub", KEY);
        assertThat(said(read())).singleElement().asString().contains("bob.pub:1: warning: this key is alice's too");
    }

    @Test
    void aPipeThatTakesThePlaceOfAFileInAFolderOfOthersHoldsNobodyUp() throws Exception {
        Path file = write("alice.pub", KEY);
        mode(folder, "rwxrwxrwx");
        WatchedFile look = WatchedFile.look(file, new SafePath.Round(KeyFile.ownUser()));
        Files.delete(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(5), () -> look.read(KeyFile.Limit.WRITTEN)))
                .isInstanceOfSatisfying(
                        WatchedFile.Reading.Unread.class,
                        unread -> assertThat(unread.reason()).contains("something else was put in its place"));
    }

    @Test
    void whatIsTakenOutOfAPersonsFileInAFolderOfOthersIsOutAndNothingIsAdded() throws IOException {
        Path keys = Files.createDirectory(folder.resolve("people"));
        write("people/alice.pub", KEY + OTHER);
        write("access.yaml", PEOPLE.replace("alice.pub", "people/alice.pub"));
        AccessSnapshot first = read();
        assertThat(opens(first, "shop-web", "ed25519")).isTrue();
        assertThat(opens(first, "shop-web", "other")).isTrue();
        mode(keys, "rwxrwxrwx");
        write("people/alice.pub", OTHER + SampleKeys.line("ecdsa256") + "\n");
        AccessSnapshot second = later(first);
        assertThat(opens(second, "shop-web", "ed25519")).isFalse();
        assertThat(opens(second, "shop-web", "other")).isTrue();
        assertThat(opens(second, "shop-web", "ecdsa256")).isFalse();
    }
}
