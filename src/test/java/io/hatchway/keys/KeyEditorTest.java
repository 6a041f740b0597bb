package io.hatchway.keys;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.access.KeyBlob;
import io.hatchway.access.SampleCommands;
import io.hatchway.access.SampleKeys;
import io.hatchway.config.AccessLocation;
import io.hatchway.config.InvalidConfigurationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys added and taken out in the files that a person would edit. */
@Timeout(60)
final class KeyEditorTest {
    private static final KeyTerms PLAIN = new KeyTerms(Optional.empty(), Optional.empty(), Optional.empty(), false);
    private static final String ADMIN = SampleKeys.line("rsa2048");
    private static final String KEY = SampleKeys.line("ed25519");
    private static final String FINGERPRINT = SampleKeys.blob("ed25519").fingerprint();

    @TempDir
    Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectory(folder.resolve("keys"));
        mode(folder.resolve("keys"), "rwxr-xr-x");
        write("keys/admin", ADMIN + "\n");
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private Path write(String name, String bytes) throws IOException {
        Path file = Files.writeString(folder.resolve(name), bytes, ISO_8859_1);
        mode(file, "rw-r--r--");
        return file;
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name), ISO_8859_1);
    }

    private AccessWatch watch() throws InvalidConfigurationException {
        return AccessWatch.open(new Sources(
                folder.resolve("keys"),
                List.of(),
                new AccessLocation(folder.resolve("access.yaml"), false),
                SampleCommands.NAMES));
    }

    private KeyEditor editor() throws InvalidConfigurationException {
        return new KeyEditor(watch());
    }

    private static boolean has(AccessWatch access, String fingerprint) {
        return !access.policy().holdings(fingerprint).isEmpty();
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder.resolve("keys"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theFirstKeyOfALoginMakesItsFileAndCountsAtOnce() throws Exception {
        AccessWatch access = watch();
        KeyPlace place = new KeyEditor(access).add("web", NewKey.parse(KEY), PLAIN);
        assertThat(place.origin()).isEqualTo(folder + "/keys/web:1");
        assertThat(read("keys/web")).isEqualTo(KEY + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("keys/web"))))
                .isEqualTo("rw-------");
        assertThat(has(access, FINGERPRINT)).isTrue();
        assertThat(names()).containsExactly(".lock", "admin", "web");
    }

    @Test
    void whatStandsInAFileStaysToTheByteAndSoDoesItsMode() throws Exception {
        String before = "# caf\u00e9 \u0080\r\n\n  " + ADMIN + " old  \n# end";
        Path file = write("keys/web", before);
        mode(file, "rw-r-----");
        editor().add("web", NewKey.parse(KEY), PLAIN);
        assertThat(read("keys/web")).isEqualTo(before + "\n" + KEY + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void optionsAreWrittenAsTheGatewayReadsThem() throws Exception {
        KeyTerms terms = new KeyTerms(
                Optional.of(Instant.parse("2030-01-02T03:04:05Z")),
                Optional.of("10.0.0.0/8,!10.1.1.1"),
                Optional.of("echo \"hi\", you"),
                true);
        editor().add("web", NewKey.parse(KEY), terms);
        assertThat(read("keys/web"))
                .isEqualTo("restrict,from=\"10.0.0.0/8,!10.1.1.1\",expiry-time=\"20300102030405Z\","
                        + "command=\"echo \\\"hi\\\", you\" " + KEY + "\n");
        assertThat(KeyFiles.read(new KeyPlace.Opens.Logins("web"), Path.of("web"), read("keys/web"))
                        .rules()
                        .getFirst()
                        .restrictions()
                        .command())
                .contains("echo \"hi\", you");
    }

    @Test
    void aValueThatWouldBreakOutOfItsQuotesIsRefused() throws Exception {
        KeyEditor editor = editor();
        KeyTerms addresses =
                new KeyTerms(Optional.empty(), Optional.of("10.0.0.1\",command=\"sh"), Optional.empty(), false);
        assertThatThrownBy(() -> editor.add("web", NewKey.parse(KEY), addresses))
                .hasMessageContaining("is no list of IP addresses");
        for (String command : List.of("a\nb", "a\\\"b", "a\\")) {
            KeyTerms forced = new KeyTerms(Optional.empty(), Optional.empty(), Optional.of(command), false);
            assertThatThrownBy(() -> editor.add("web", NewKey.parse(KEY), forced))
                    .hasMessageContaining("cannot be written on a line");
        }
        assertThat(folder.resolve("keys/web")).doesNotExist();
    }

    @Test
    void aKeyThatIsThereIsNotAddedAgain() throws Exception {
        write("keys/web", "# first\n" + KEY + "\n");
        assertThatThrownBy(() -> editor().add("web", NewKey.parse(KEY + " other"), PLAIN))
                .isInstanceOf(EditException.class)
                .hasMessage("This key is there already, in " + folder + "/keys/web:2.");
    }

    @Test
    void aNameThatIsNoLoginIsRefused() throws Exception {
        KeyEditor editor = editor();
        for (String login : List.of("../web", ".web", "web.bak", "we b", "", "a/b", "admin+root")) {
            assertThatThrownBy(() -> editor.add(login, NewKey.parse(KEY), PLAIN))
                    .as(login)
                    .hasMessageContaining("is no login");
        }
        assertThat(names()).containsExactly("admin");
    }

    @Test
    void aFileThatWouldNotCountIsNotAddedTo() throws Exception {
        mode(write("keys/web", ""), "rw-rw-rw-");
        Files.createSymbolicLink(folder.resolve("keys/db"), write("elsewhere", ""));
        KeyEditor editor = editor();
        assertThatThrownBy(() -> editor.add("web", NewKey.parse(KEY), PLAIN)).hasMessageContaining("chmod go-w");
        assertThatThrownBy(() -> editor.add("db", NewKey.parse(KEY), PLAIN)).hasMessageContaining("symbolic link");
        assertThat(read("elsewhere")).isEmpty();
    }

    @Test
    void aRevokedKeyIsOutOfEveryFileAlsoWhereItsLineWasOff() throws Exception {
        write("keys/web", "# a\n" + KEY + "\nno-such-option " + KEY + "\n" + ADMIN + "\n# " + KEY + "\n");
        write("keys/db", "no-pty " + KEY + " laptop\n");
        write("people.pub", KEY + "\n");
        write("access.yaml", "people: {alice: {keys: [people.pub]}}\n");
        AccessWatch access = watch();
        List<KeyPlace> gone = new KeyEditor(access).revoke(FINGERPRINT, opens -> true);
        assertThat(gone)
                .extracting(KeyPlace::origin)
                .containsExactlyInAnyOrder(
                        folder + "/keys/db:1",
                        folder + "/keys/web:2",
                        folder + "/keys/web:3",
                        folder + "/people.pub:1");
        assertThat(read("keys/web")).isEqualTo("# a\n" + ADMIN + "\n# " + KEY + "\n");
        assertThat(read("keys/db") + read("people.pub")).isEmpty();
        assertThat(has(access, FINGERPRINT)).isFalse();
    }

    @Test
    void whereOthersMayPutLinksNothingIsWritten() throws Exception {
        write("keys/web", KEY + "\n");
        KeyEditor editor = editor();
        Path elsewhere = folder.resolve("elsewhere");
        Files.createSymbolicLink(folder.resolve("keys/.lock"), elsewhere);
        mode(folder.resolve("keys"), "rwxrwxrwx");
        assertThatThrownBy(() -> editor.revoke(FINGERPRINT, opens -> true))
                .hasMessageContaining("could turn that against the gateway", "chmod go-w");
        assertThat(elsewhere).doesNotExist();
        assertThat(read("keys/web")).isEqualTo(KEY + "\n");
    }

    @Test
    void norThroughALinkThatIsThereAlready() throws Exception {
        write("keys/web", KEY + "\n");
        Path elsewhere = folder.resolve("elsewhere");
        Files.createSymbolicLink(folder.resolve("keys/.lock"), elsewhere);
        KeyEditor editor = editor();
        assertThatThrownBy(() -> editor.revoke(FINGERPRINT, opens -> true))
                .hasMessageContaining("Nothing can be written");
        assertThat(elsewhere).doesNotExist();
    }

    @Test
    void inAPersonsFolderOfOthersNeither() throws Exception {
        Files.createDirectory(folder.resolve("people"));
        write("people/alice.pub", KEY + "\n");
        write("access.yaml", "people: {alice: {keys: [people/alice.pub]}}\n");
        KeyEditor editor = editor();
        mode(folder.resolve("people"), "rwxrwxrwx");
        assertThatThrownBy(() -> editor.revoke(FINGERPRINT, opens -> true)).hasMessageContaining("chmod go-w");
        assertThat(read("people/alice.pub")).isEqualTo(KEY + "\n");
        assertThat(names()).noneMatch(name -> name.endsWith(".new"));
    }

    @Test
    void onlyWhatMayBeTouchedIs() throws Exception {
        write("keys/web", KEY + "\n");
        write("keys/db", KEY + "\n");
        editor().revoke(FINGERPRINT, new KeyPlace.Opens.Logins("db")::equals);
        assertThat(read("keys/web")).isEqualTo(KEY + "\n");
        assertThat(read("keys/db")).isEmpty();
    }

    @Test
    void theLastAdminsKeyStays() throws Exception {
        String admin = SampleKeys.blob("rsa2048").fingerprint();
        KeyEditor editor = editor();
        assertThatThrownBy(() -> editor.revoke(admin, opens -> true)).hasMessageContaining("this is the last key");
        assertThatThrownBy(() -> editor.expire(admin, Optional.of(Instant.now().plusSeconds(3600)), opens -> true))
                .hasMessageContaining("this is the last key");
        assertThat(read("keys/admin")).isEqualTo(ADMIN + "\n");
        editor.add("admin", NewKey.parse(KEY), PLAIN);
        editor.revoke(admin, opens -> true);
        assertThat(read("keys/admin")).isEqualTo(KEY + "\n");
    }

    @Test
    void theLastAdminWhoseKeyNeverRunsOutStaysInWhateverOrderTheyAreDated() throws Exception {
        String admin = SampleKeys.blob("rsa2048").fingerprint();
        write("keys/admin", ADMIN + "\n" + KEY + "\n");
        KeyEditor editor = editor();
        editor.expire(FINGERPRINT, Optional.of(Instant.now().plus(Duration.ofDays(60))), opens -> true);
        String dated = read("keys/admin");
        assertThatThrownBy(
                        () -> editor.expire(admin, Optional.of(Instant.now().plus(Duration.ofDays(30))), opens -> true))
                .hasMessageContaining("the last key that never runs out");
        assertThatThrownBy(() -> editor.revoke(admin, opens -> true))
                .hasMessageContaining("the last key that never runs out");
        assertThat(read("keys/admin")).isEqualTo(dated);
        editor.expire(FINGERPRINT, Optional.empty(), opens -> true);
        editor.revoke(admin, opens -> true);
        assertThat(read("keys/admin")).isEqualTo(KEY + "\n");
    }

    @Test
    void anAdminWhoOnlyRunsOneCommandIsNoOtherAdmin() throws Exception {
        write("keys/admin", ADMIN + "\ncommand=\"ps\" " + KEY + "\n");
        assertThatThrownBy(() -> editor().revoke(SampleKeys.blob("rsa2048").fingerprint(), opens -> true))
                .hasMessageContaining("this is the last key");
    }

    @Test
    void aKeyRunsOutWhenItIsSaidAndNeverWhenThatIsSaid() throws Exception {
        write("keys/web", "# x\nno-pty " + KEY + "\n");
        AccessWatch access = watch();
        KeyEditor editor = new KeyEditor(access);
        Instant then = Instant.parse("2040-01-01T00:00:00Z");
        editor.expire(FINGERPRINT, Optional.of(then), opens -> true);
        assertThat(read("keys/web")).isEqualTo("# x\nno-pty,expiry-time=\"20400101000000Z\" " + KEY + "\n");
        assertThat(access.policy()
                        .holdings(FINGERPRINT)
                        .lines()
                        .getFirst()
                        .rule()
                        .restrictions()
                        .expiry())
                .contains(then);
        editor.expire(FINGERPRINT, Optional.empty(), opens -> true);
        assertThat(read("keys/web")).isEqualTo("# x\nno-pty " + KEY + "\n");
    }

    @Test
    void writersAtTheSameTimeLoseNoneOfEachOthersKeys() throws Exception {
        KeyEditor one = editor();
        KeyEditor other = editor();
        List<Future<KeyPlace>> added = new ArrayList<>();
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 12; i++) {
                NewKey key = NewKey.parse(numbered(i));
                KeyEditor editor = i % 2 == 0 ? one : other;
                Callable<KeyPlace> writer = () -> editor.add("web", key, PLAIN);
                added.add(writers.submit(writer));
            }
        }
        for (Future<KeyPlace> each : added) {
            assertThat(each.get()).isNotNull();
        }
        assertThat(read("keys/web").lines()).hasSize(12).doesNotHaveDuplicates();
        assertThat(names()).containsExactly(".lock", "admin", "web");
    }

    /** Any 32 bytes are an Ed25519 key as far as a file goes. */
    private static String numbered(int number) {
        byte[] type = "ssh-ed25519".getBytes(ISO_8859_1);
        ByteBuffer blob = ByteBuffer.allocate(4 + type.length + 4 + 32);
        blob.putInt(type.length).put(type).putInt(32).putInt(number);
        return "ssh-ed25519 "
                + Base64.getEncoder().encodeToString(KeyBlob.of(blob.array()).bytes()) + " " + number;
    }

    @Test
    void whatSomebodyElseWroteMeanwhileIsLeft() throws Exception {
        Path file = write("keys/web", KEY + "\n");
        Draft draft = Draft.of(file);
        Draft.Beside mine = draft.beside("mine\n");
        Files.writeString(file, ADMIN + "\n");
        assertThatThrownBy(mine::replace).hasMessageContaining("was changed by somebody else at this moment");
        assertThat(read("keys/web")).isEqualTo(ADMIN + "\n");
        assertThat(names()).containsExactly("admin", "web");
    }

    @Test
    void aKeyOfAPersonGoesIntoThePersonsFile() throws Exception {
        write("people.pub", "# hers\n");
        write("access.yaml", "people: {alice: {keys: [people.pub]}, bob: {principals: [b]}}\n");
        KeyEditor editor = editor();
        editor.addFor("alice", NewKey.parse(KEY), PLAIN);
        assertThat(read("people.pub")).isEqualTo("# hers\n" + KEY + "\n");
        assertThatThrownBy(() -> editor.addFor("bob", NewKey.parse(KEY), PLAIN))
                .hasMessageContaining("bob has no file of keys");
        assertThatThrownBy(() -> editor.addFor("carol", NewKey.parse(KEY), PLAIN))
                .hasMessageContaining("There is no 'carol'");
    }
}
