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
import io.hatchway.config.AccessLocation;
import io.hatchway.config.InvalidConfigurationException;
import io.hatchway.config.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys folder, access.yaml and the files it names, together. */
final class AccessSnapshotTest {
    private static final String KEY = SampleKeys.line("ed25519") + "\n";
    private static final String OTHER = SampleKeys.line("other") + "\n";
    private static final String PEOPLE = """
            people:
              alice: {keys: [alice.pub], roles: [developer]}
            roles:
              developer:
                - {allow: all, containers: ["shop-*"]}
            """;

    private static final String DENYING = PEOPLE + "    - {deny: all, containers: [shop-db]}\n";

    @TempDir
    Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectory(folder.resolve("keys"));
        mode(folder.resolve("keys"), "rwxr-xr-x");
        write("keys/admin", SampleKeys.line("rsa2048") + "\n");
        write("alice.pub", KEY);
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private Path write(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        mode(file, "rw-r--r--");
        return file;
    }

    private Sources sources() {
        return new Sources(folder.resolve("keys"), List.of(), new AccessLocation(folder.resolve("access.yaml"), false));
    }

    private AccessSnapshot read() {
        return AccessSnapshot.read(sources());
    }

    /** The next look, when everything has come to rest. */
    private AccessSnapshot later(AccessSnapshot before) {
        return before.next(sources(), Instant.now().plusSeconds(10));
    }

    private static boolean opens(AccessSnapshot access, String login, String key) {
        return decide(access, login, key) instanceof Decision.Allowed;
    }

    private static Decision decide(AccessSnapshot access, String login, String key) {
        Attempt attempt = new Attempt(
                login, new Credential.Key(SampleKeys.blob(key)), InetAddress.getLoopbackAddress(), Instant.now());
        return access.policy().decide(attempt, name -> Lookup.ABSENT);
    }

    private static List<String> said(AccessSnapshot access) {
        return access.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void aPersonComesByTheRoleAndTheKeysFolderStaysAsItWas() throws IOException {
        write("access.yaml", PEOPLE);
        write("keys/db", OTHER);
        AccessSnapshot access = read();
        assertThat(access.problems()).isEmpty();
        assertThat(access.whole()).isTrue();
        assertThat(access.lines()).isEqualTo(3);
        assertThat(opens(access, "shop-web", "ed25519")).isTrue();
        assertThat(opens(access, "db", "ed25519")).isFalse();
        assertThat(opens(access, "db", "other")).isTrue();
    }

    @Test
    void withoutTheFileTheKeysFolderIsAll() throws IOException {
        AccessSnapshot access = read();
        assertThat(access.problems()).isEmpty();
        write("access.yaml", PEOPLE);
        AccessSnapshot with = later(access);
        assertThat(opens(with, "shop-web", "ed25519")).isTrue();
    }

    @Test
    void aFileThatIsNamedInTheConfigurationMustBeThere() {
        Sources named =
                new Sources(folder.resolve("keys"), List.of(), new AccessLocation(folder.resolve("team.yaml"), true));
        assertThatThrownBy(() -> AccessWatch.open(named))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("team.yaml: error: there is no such file");
    }

    @Test
    void aBrokenFileIsRefusedAtTheStart() throws IOException {
        write("access.yaml", "peple: {}\n");
        assertThatThrownBy(() -> AccessWatch.open(sources()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("access.yaml:1: error: there is no key peple");
    }

    @Test
    void aBrokenFileLeavesWhatItSaidBeforeInForce() throws IOException {
        write("access.yaml", PEOPLE);
        AccessSnapshot first = read();
        write("access.yaml", "people: [\n");
        AccessSnapshot second = later(first);
        assertThat(second.policy()).isSameAs(first.policy());
        assertThat(said(second)).anyMatch(line -> line.contains("what it said before stays in force"));
        write("access.yaml", PEOPLE.replace("shop-*", "db"));
        AccessSnapshot third = later(second);
        assertThat(third.problems()).isEmpty();
        assertThat(opens(third, "db", "ed25519")).isTrue();
    }

    @Test
    void aFileThatVanishesStaysInForce() throws IOException {
        Path file = write("access.yaml", PEOPLE);
        AccessSnapshot first = read();
        Files.delete(file);
        AccessSnapshot second = later(first);
        assertThat(second.policy()).isSameAs(first.policy());
        assertThat(said(second)).anyMatch(line -> line.contains("there is no such file"));
    }

    @Test
    void aKeyThatIsAddedWhileTheFileIsBrokenCounts() throws IOException {
        write("access.yaml", PEOPLE);
        AccessSnapshot first = read();
        write("access.yaml", "people: [\n");
        write("keys/db", OTHER);
        AccessSnapshot second = later(first);
        assertThat(opens(second, "db", "other")).isTrue();
        assertThat(opens(second, "shop-web", "ed25519")).isTrue();
    }

    @Test
    void aFileOthersMayWriteToIsRefused() throws IOException {
        mode(write("access.yaml", PEOPLE), "rw-rw-r--");
        AccessSnapshot access = read();
        assertThat(access.whole()).isFalse();
        assertThat(said(access)).anyMatch(line -> line.contains("chmod go-w"));
        assertThat(opens(access, "shop-web", "ed25519")).isFalse();
    }

    @Test
    void aFileInAFolderOthersMayWriteToIsRefused() throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        mode(open, "rwxrwxrwx");
        write("open/alice.pub", KEY);
        write("access.yaml", PEOPLE.replace("alice.pub", "open/alice.pub"));
        AccessSnapshot access = read();
        assertThat(said(access)).anyMatch(line -> line.contains("its folder cannot be trusted"));
        assertThat(opens(access, "shop-web", "ed25519")).isFalse();
    }

    @Test
    void aFolderAboveThatOthersMayWriteToIsNamedWithItsMode() throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.createDirectory(open.resolve("inner"));
        write("open/inner/alice.pub", KEY);
        write("access.yaml", PEOPLE.replace("alice.pub", "open/inner/alice.pub"));
        mode(open, "rwxrwxr-x");
        AccessSnapshot access = read();
        assertThat(access.whole()).isFalse();
        assertThat(said(access))
                .anyMatch(line -> line.contains("the folder " + open + " above it (mode 775)")
                        && line.contains("chmod go-w " + open));
        mode(open, "rwxr-xr-x");
        assertThat(read().problems()).isEmpty();
    }

    @Test
    void withoutAnAdminTheFileIsRefused() throws IOException {
        Files.delete(folder.resolve("keys/admin"));
        write("access.yaml", PEOPLE);
        assertThatThrownBy(() -> AccessWatch.open(sources()))
                .hasMessageContaining("access.yaml: error: with this file nobody could run everything on the console");
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
        assertThatThrownBy(() -> AccessWatch.open(sources())).hasMessageContaining("nobody could run everything");
    }

    @Test
    void aMissingAdminIsOnlyAWarningWithoutTheFile() throws IOException {
        write("keys/web", KEY);
        Files.delete(folder.resolve("keys/admin"));
        AccessSnapshot access = read();
        assertThat(access.whole()).isTrue();
        assertThat(said(access)).singleElement().asString().contains("warning: no key opens the console");
    }

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
    void aRevokedKeyOpensNothing() throws IOException {
        write("access.yaml", PEOPLE + "revoked: [revoked]\n");
        write("revoked", OTHER);
        AccessSnapshot first = read();
        assertThat(opens(first, "shop-web", "ed25519")).isTrue();
        write("revoked", OTHER + KEY);
        assertThat(opens(later(first), "shop-web", "ed25519")).isFalse();
    }

    @Test
    void aListThatCannotBeReadRevokesEveryKeyUntilItCan() throws IOException {
        write("access.yaml", PEOPLE + "revoked: [revoked]\n");
        AccessSnapshot first = read();
        assertThat(first.whole()).isTrue();
        assertThat(opens(first, "shop-web", "ed25519")).isFalse();
        assertThat(opens(first, "admin", "rsa2048")).isFalse();
        assertThat(said(first)).singleElement().asString().contains("nobody is let in");
        assertThat(decide(first, "admin", "rsa2048"))
                .isEqualTo(new Decision.Denied(
                        "the list of revoked keys " + folder + "/revoked cannot be read, so nobody is let in"));
        write("revoked", OTHER);
        AccessSnapshot second = later(first);
        assertThat(second.problems()).isEmpty();
        assertThat(opens(second, "admin", "rsa2048")).isTrue();
        write("revoked", "nonsense\n");
        assertThat(opens(later(second), "admin", "rsa2048")).isFalse();
    }

    @Test
    void aListThatStaysTheSameIsNoNewPolicy() throws IOException {
        write("access.yaml", PEOPLE + "revoked: [revoked]\n");
        write("revoked", OTHER);
        AccessSnapshot first = read();
        AccessSnapshot second = later(first);
        assertThat(second).isNotSameAs(first);
        assertThat(second.policy()).isSameAs(first.policy());
        assertThat(later(second)).isSameAs(second);
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
    void aChangeThatIsUnderWayIsWaitedFor() throws IOException {
        write("access.yaml", PEOPLE);
        AccessSnapshot first = later(read());
        Files.writeString(folder.resolve("access.yaml"), "");
        assertThat(first.next(sources(), Instant.now()).policy()).isSameAs(first.policy());
    }

    @Test
    void aChangeThatNeverComesToRestIsReadAfterTwoSeconds() throws IOException {
        write("access.yaml", PEOPLE);
        AccessSnapshot first = later(read());
        Path file = write("access.yaml", PEOPLE.replace("shop-*", "db"));
        Instant start = Instant.now();
        AccessSnapshot waiting = first.next(sources(), start);
        Files.setLastModifiedTime(file, FileTime.from(start.plusSeconds(1)));
        waiting = waiting.next(sources(), start.plusSeconds(1));
        assertThat(opens(waiting, "shop-web", "ed25519")).isTrue();
        Files.setLastModifiedTime(file, FileTime.from(start.plusSeconds(2)));
        assertThat(opens(waiting.next(sources(), start.plusSeconds(2)), "shop-web", "ed25519"))
                .isFalse();
    }

    @Test
    void aListOfMoreThanOneMebibyteIsRead() throws IOException {
        write("access.yaml", PEOPLE + "revoked: [revoked]\n");
        write("revoked", ("#" + "x".repeat(1023) + "\n").repeat(2048) + KEY);
        AccessSnapshot access = read();
        assertThat(access.problems()).isEmpty();
        assertThat(opens(access, "admin", "rsa2048")).isTrue();
        assertThat(opens(access, "shop-web", "ed25519")).isFalse();
    }

    @Test
    void aListThatIsTooLargeSaysHowItIsMadeSmaller() throws IOException {
        write("access.yaml", PEOPLE + "revoked: [revoked]\n");
        Path list = write("revoked", KEY);
        try (FileChannel channel = FileChannel.open(list, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), 16 << 20);
        }
        AccessSnapshot access = read();
        assertThat(opens(access, "admin", "rsa2048")).isFalse();
        assertThat(said(access)).singleElement().asString().contains("larger than 16 MiB", "name a second list");
    }

    @Test
    void aRevocationListThatBecomesEmptyRevokesEveryKey() throws IOException {
        write("access.yaml", PEOPLE + "revoked: [revoked]\n");
        Path list = write("revoked", "");
        byte[] revocations =
                ByteBuffer.allocate(44).putLong(0x5353484b524c0a00L).putInt(1).array();
        Files.write(list, revocations);
        AccessSnapshot first = read();
        assertThat(first.problems()).isEmpty();
        assertThat(opens(first, "admin", "rsa2048")).isTrue();
        write("revoked", "");
        AccessSnapshot second = later(first);
        assertThat(opens(second, "admin", "rsa2048")).isFalse();
        assertThat(said(second)).singleElement().asString().contains("it is empty and was a key revocation list");
        write("access.yaml", PEOPLE + "revoked: [revoked]\n\n");
        AccessSnapshot third = later(second);
        assertThat(opens(third, "admin", "rsa2048")).isFalse();
        write("revoked", "# nothing\n");
        AccessSnapshot fourth = later(third);
        assertThat(opens(fourth, "admin", "rsa2048")).isTrue();
        write("revoked", "");
        assertThat(opens(later(fourth), "admin", "rsa2048")).isTrue();
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
