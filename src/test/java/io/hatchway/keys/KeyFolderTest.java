package io.hatchway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.hatchway.access.Attempt;
import io.hatchway.access.Credential;
import io.hatchway.access.Decision;
import io.hatchway.access.Lookup;
import io.hatchway.access.Policy;
import io.hatchway.access.Revocations;
import io.hatchway.access.SampleKeys;
import io.hatchway.access.Teams;
import io.hatchway.config.AccessLocation;
import io.hatchway.config.InvalidConfigurationException;
import io.hatchway.config.Problem;
import io.hatchway.session.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class KeyFolderTest {
    private static final String KEY = SampleKeys.line("ed25519") + "\n";
    private static final String OTHER = SampleKeys.line("other") + "\n";

    @TempDir
    Path temporary;

    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temporary.resolve("keys"));
        mode(folder, "rwxr-xr-x");
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private Path write(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        mode(file, "rw-r--r--");
        return file;
    }

    private KeySnapshot read() {
        return KeySnapshot.nothing().next(folder, Instant.now());
    }

    private Sources sources() {
        return new Sources(folder, List.of(), new AccessLocation(temporary.resolve("access.yaml"), false));
    }

    private static AccessWatch open(Path keys) throws InvalidConfigurationException {
        return AccessWatch.open(
                new Sources(keys, List.of(), new AccessLocation(keys.resolveSibling("access.yaml"), false)));
    }

    /** The next look, when everything has come to rest. */
    private KeySnapshot later(KeySnapshot before) {
        return before.next(folder, Instant.now().plusSeconds(10));
    }

    private static boolean opens(KeySnapshot keys, String login, String key) {
        return opens(new Policy(keys.rules(), List.of(), Teams.NONE, Revocations.NONE), login, key);
    }

    private static boolean opens(Policy policy, String login, String key) {
        Attempt attempt = new Attempt(
                login, new Credential.Key(SampleKeys.blob(key)), InetAddress.getLoopbackAddress(), Instant.now());
        return policy.decide(attempt, name -> Lookup.UNKNOWN) instanceof Decision.Allowed;
    }

    private static String only(List<Problem> problems) {
        assertThat(problems).hasSize(1);
        return problems.getFirst().toString();
    }

    @Test
    void theNameOfAFileIsTheLogin() throws IOException {
        write("web", KEY);
        write("staging-*", OTHER);
        write("web+postgres", OTHER);
        write("admin", KEY);
        KeySnapshot keys = read();
        assertThat(keys.problems()).isEmpty();
        assertThat(keys.rules()).hasSize(4);
        assertThat(opens(keys, "web", "ed25519")).isTrue();
        assertThat(opens(keys, "web", "other")).isFalse();
        assertThat(opens(keys, "staging-db", "other")).isTrue();
        assertThat(opens(keys, "web+postgres", "other")).isTrue();
        assertThat(opens(keys, "admin", "ed25519")).isTrue();
        assertThat(opens(keys, "admin", "other")).isFalse();
    }

    @Test
    void hiddenFilesAndEditorsLeftoversAreIgnored() throws IOException {
        for (String name : List.of(".hidden", "web~", "#web#", "web.swp", ".web.swp", "web.bak")) {
            write(name, KEY);
        }
        write("web", OTHER);
        KeySnapshot keys = read();
        assertThat(keys.problems()).isEmpty();
        assertThat(keys.rules()).hasSize(1);
    }

    @Test
    void aNameThatIsNoLoginIsNamed() throws IOException {
        write("web", KEY);
        write("my key", KEY);
        assertThat(only(read().problems())).startsWith(folder + "/my key: error: the file's name is no login");
    }

    @Test
    void aBadLineIsNamedByFileAndLineAndTheOthersLive() throws IOException {
        write("web", KEY + "no-such-option " + OTHER);
        KeySnapshot keys = read();
        assertThat(only(keys.problems())).startsWith(folder + "/web:2: error: this line is off: ");
        assertThat(opens(keys, "web", "ed25519")).isTrue();
        assertThat(opens(keys, "web", "other")).isFalse();
    }

    @Test
    void aCommentThatIsNotUtf8DoesNotHinder() throws IOException {
        Path file = write("web", "");
        Files.write(file, (KEY.strip() + " Zo\u00eb\n").getBytes(StandardCharsets.ISO_8859_1));
        KeySnapshot keys = read();
        assertThat(keys.problems()).isEmpty();
        assertThat(opens(keys, "web", "ed25519")).isTrue();
    }

    @Test
    void anOptionThatIsNotUtf8TurnsItsLineOff() throws IOException {
        Path file = write("web", "");
        Files.write(file, ("command=\"\u00e9\" " + KEY + OTHER).getBytes(StandardCharsets.ISO_8859_1));
        KeySnapshot keys = read();
        assertThat(only(keys.problems())).contains("web:1: error", "not UTF-8");
        assertThat(keys.rules()).hasSize(1);
    }

    @Test
    void aFileOfRandomBytesOpensNothing() throws IOException {
        byte[] bytes = new byte[100_000];
        new Random(7).nextBytes(bytes);
        Files.write(write("web", ""), bytes);
        KeySnapshot keys = read();
        assertThat(keys.rules()).isEmpty();
        assertThat(keys.problems())
                .allSatisfy(problem -> assertThat(problem.message()).doesNotContainPattern("\\p{Cntrl}"));
    }

    @Test
    void aFileOthersMayWriteToOpensNothing() throws IOException {
        mode(write("web", KEY), "rw-rw-r--");
        mode(write("db", KEY), "rw-r--rw-");
        KeySnapshot keys = read();
        assertThat(keys.rules()).isEmpty();
        assertThat(keys.problems()).hasSize(2);
        assertThat(keys.problems().getFirst().message()).contains("is refused and opens nothing", "chmod go-w");
    }

    @Test
    void aFileOfAForeignUserOpensNothing() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("only root gives files away")
                .isEqualTo("root");
        Files.setAttribute(write("web", KEY), "unix:uid", 12_345);
        write("db", KEY);
        assertThat(only(read().problems())).contains("belongs to user 12345", "chown 0 ");
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path outside = Files.writeString(temporary.resolve("outside"), KEY);
        Files.createSymbolicLink(folder.resolve("web"), outside);
        Files.createSymbolicLink(folder.resolve("gone"), Path.of("nowhere"));
        write("db", KEY);
        KeySnapshot keys = read();
        assertThat(keys.problems())
                .hasSize(2)
                .allSatisfy(problem ->
                        assertThat(problem.message()).contains("it is a symbolic link", "copy the file here"));
        assertThat(opens(keys, "web", "ed25519")).isFalse();
    }

    @Test
    void theFolderItselfMayBeALink() throws IOException {
        write("web", KEY);
        Path link = Files.createSymbolicLink(temporary.resolve("link"), folder);
        assertThat(KeySnapshot.nothing().next(link, Instant.now()).rules().size())
                .isEqualTo(1);
    }

    @Test
    void aPipeIsNotOpenedAndAFolderIsNamed() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("web").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.createDirectory(folder.resolve("db"));
        write("ok", KEY);
        KeySnapshot keys = read();
        assertThat(keys.problems())
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem.message()).contains("not a regular file"));
        assertThat(keys.rules()).hasSize(1);
    }

    @Test
    void aHugeFileIsNotRead() throws IOException {
        Path file = write("web", KEY);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), 2L << 30);
        }
        write("db", KEY);
        assertThat(only(read().problems())).contains("larger than 1 MiB");
    }

    @Test
    void anEmptyFolderIsAWarning() {
        AccessSnapshot keys = AccessSnapshot.read(sources());
        assertThat(keys.whole()).isTrue();
        assertThat(only(keys.problems())).contains(": warning: no key opens anything");
    }

    @Test
    void aMissingFolderIsAnError() {
        assertThatThrownBy(() -> open(temporary.resolve("gone")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(temporary + "/gone: error: there is no such folder");
    }

    @Test
    void aFolderOthersMayWriteToIsAnError() throws IOException {
        write("web", KEY);
        mode(folder, "rwxrwxrwx");
        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("chmod go-w " + folder);
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        Path file = write("web", KEY);
        assertThatThrownBy(() -> open(file)).hasMessageContaining("it is not a folder");
    }

    @Test
    void nothingChangedMeansTheSameSnapshot() throws IOException {
        write("web", KEY);
        KeySnapshot first = later(read());
        assertThat(later(first)).isSameAs(first);
    }

    @Test
    void aChangeThatMayHideBehindAnotherIsReadAgain() throws IOException {
        write("web", KEY);
        AccessSnapshot first = AccessSnapshot.read(sources());
        AccessSnapshot second = first.next(sources(), Instant.now().plusSeconds(10));
        assertThat(second).isNotSameAs(first);
        assertThat(second.policy()).isSameAs(first.policy());
    }

    @Test
    void aFileThatIsBeingReplacedIsNotARevocation() throws IOException {
        Path file = write("web", KEY);
        KeySnapshot first = later(read());
        Files.delete(file);
        assertThat(first.next(folder, Instant.now()).rules()).isEqualTo(first.rules());
        write("web", KEY + OTHER);
        assertThat(first.next(folder, Instant.now()).rules()).isEqualTo(first.rules());
        assertThat(later(first).rules()).hasSize(2);
        Files.delete(file);
        assertThat(later(first).rules()).isEmpty();
    }

    @Test
    void aFileThatBecomesWritableKeepsItsLinesAndGainsNone() throws IOException {
        Path file = write("web", KEY);
        KeySnapshot first = read();
        Files.writeString(file, KEY + OTHER);
        mode(file, "rw-rw-rw-");
        KeySnapshot second = later(first);
        assertThat(opens(second, "web", "ed25519")).isTrue();
        assertThat(opens(second, "web", "other")).isFalse();
        assertThat(only(second.problems())).contains("lines of its last good version still in force: 1");
    }

    @Test
    void aKeyTakenOutOfAFileIsOutWhateverTheFilesMode() throws IOException {
        Path file = write("web", KEY + OTHER);
        KeySnapshot first = read();
        Files.writeString(file, OTHER);
        mode(file, "rw-rw-r--");
        KeySnapshot second = later(first);
        assertThat(opens(second, "web", "ed25519")).isFalse();
        assertThat(opens(second, "web", "other")).isTrue();
    }

    @Test
    void aFolderThatBecomesUnreadableKeepsTheLastGoodKeys() throws IOException {
        write("web", KEY);
        KeySnapshot first = read();
        Files.move(folder, temporary.resolve("moved"));
        KeySnapshot away = later(first);
        assertThat(away.whole()).isFalse();
        assertThat(away.rules()).isEqualTo(first.rules());
        assertThat(only(away.problems())).contains("there is no such folder", "the keys read before stay in force");
        assertThat(later(away)).isSameAs(away);
        Files.move(temporary.resolve("moved"), folder);
        assertThat(later(away).problems()).isEmpty();
    }

    @Test
    void whatIsTakenOutOfAFolderOthersMayWriteToIsOutAndNothingIsAdded() throws IOException {
        Path web = write("web", KEY);
        Path db = write("db", KEY + OTHER);
        write("cache", KEY);
        KeySnapshot first = read();
        mode(folder, "rwxrwxr-x");
        KeySnapshot open = later(first);
        assertThat(open.whole()).isFalse();
        assertThat(open.rules()).isEqualTo(first.rules());
        assertThat(only(open.problems()))
                .contains("chmod go-w " + folder, "the keys read before that are still in it stay in force");
        Files.delete(web);
        Files.writeString(db, OTHER);
        write("new", KEY);
        KeySnapshot taken = later(open);
        assertThat(opens(taken, "web", "ed25519")).isFalse();
        assertThat(opens(taken, "db", "ed25519")).isFalse();
        assertThat(opens(taken, "db", "other")).isTrue();
        assertThat(opens(taken, "cache", "ed25519")).isTrue();
        assertThat(opens(taken, "new", "ed25519")).isFalse();
        write("web", KEY);
        assertThat(opens(later(taken), "web", "ed25519")).isFalse();
        mode(folder, "rwxr-xr-x");
        KeySnapshot mended = later(taken);
        assertThat(mended.problems()).isEmpty();
        assertThat(opens(mended, "web", "ed25519")).isTrue();
        assertThat(opens(mended, "new", "ed25519")).isTrue();
    }

    @Test
    void aPipeThatTakesThePlaceOfAKeyFileHoldsNobodyUp() throws Exception {
        Path web = write("web", KEY);
        KeyFile seen = KeyFile.look(web);
        Files.delete(web);
        assertThat(new ProcessBuilder("mkfifo", web.toString()).start().waitFor())
                .isZero();
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThatThrownBy(seen::read)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("something else was put in its place"));
    }

    @Test
    void aFileOfAnyNameIsRead() throws IOException {
        for (String name : List.of("a b", "plus+percent%41", "\u00fc\u20ac", "line\nbreak", "q?#;")) {
            Path file = Files.writeString(temporary.resolve(name), "content");
            assertThat(KeyFile.look(file).read()).isEqualTo("content");
        }
    }

    @Test
    void aLinkThatTakesThePlaceOfAKeyFileIsNotFollowed() throws Exception {
        Path web = write("web", KEY);
        KeyFile seen = KeyFile.look(web);
        Files.delete(web);
        Files.createSymbolicLink(web, write("db", KEY));
        assertThatThrownBy(seen::read).isInstanceOf(IOException.class).hasMessageContaining("symbolic link");
    }

    @Test
    void whatIsTakenOutBelowAFolderOthersMayWriteToIsOut() throws IOException {
        Path web = write("web", KEY);
        KeySnapshot first = read();
        mode(temporary, "rwxrwxrwx");
        Files.delete(web);
        KeySnapshot second = later(first);
        assertThat(second.whole()).isFalse();
        assertThat(second.rules()).isEmpty();
        assertThat(only(second.problems())).contains("chmod go-w " + temporary);
    }

    @Test
    void aFileThatIsBeingReplacedInAFolderOthersMayWriteToIsNotARevocation() throws IOException {
        Path web = write("web", KEY);
        KeySnapshot first = read();
        mode(folder, "rwxrwxr-x");
        KeySnapshot refused = later(first);
        Files.delete(web);
        assertThat(refused.next(folder, Instant.now()).rules()).isEqualTo(refused.rules());
    }

    @Test
    @Timeout(20)
    void changesCountWithoutARestart() throws Exception {
        write("web", KEY);
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        try (AccessWatch keys = AccessWatch.open(sources(), Duration.ofMillis(20))) {
            keys.watch(new AccessListener() {
                @Override
                public void accepted(String source) {
                    told.add(source);
                }

                @Override
                public void rejected(String source, String reason) {
                    told.add(source + ": " + reason);
                }
            });
            assertThat(opens(keys.policy(), "web", "ed25519")).isTrue();

            write("web", OTHER);
            while (!opens(keys.policy(), "web", "other")) {
                Thread.sleep(10);
            }
            assertThat(opens(keys.policy(), "web", "ed25519")).isFalse();

            Files.delete(folder.resolve("web"));
            while (opens(keys.policy(), "web", "other")) {
                Thread.sleep(10);
            }
            assertThat(only(keys.problems())).contains("no key opens anything");
        }
        String keys = folder.toString();
        assertThat(told.subList(0, 2)).containsExactly(keys, keys);
    }

    @Test
    void aFolderThatNeverComesToRestIsReadAfterTwoSeconds() throws IOException {
        Path file = write("web", KEY);
        KeySnapshot first = later(read());
        write("web", OTHER);
        Instant start = Instant.now();
        KeySnapshot waiting = first.next(folder, start);
        assertThat(opens(waiting, "web", "ed25519")).isTrue();
        Files.setLastModifiedTime(file, FileTime.from(start.plusSeconds(1)));
        waiting = waiting.next(folder, start.plusSeconds(1));
        assertThat(opens(waiting, "web", "ed25519")).isTrue();
        Files.setLastModifiedTime(file, FileTime.from(start.plusSeconds(2)));
        assertThat(opens(waiting.next(folder, start.plusSeconds(2)), "web", "ed25519"))
                .isFalse();
    }

    @Test
    void aChangeThatWasTakenBackTriesNobodysPatience() throws IOException {
        Path file = write("web", KEY);
        KeySnapshot first = later(read());
        FileTime before = Files.getLastModifiedTime(file);
        write("db", KEY);
        Instant start = Instant.now();
        KeySnapshot waiting = first.next(folder, start);
        Files.delete(folder.resolve("db"));
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(before);
        KeySnapshot rested = waiting.next(folder, start.plusSeconds(5));
        Files.delete(file);
        Files.setLastModifiedTime(folder, FileTime.from(start.plusSeconds(9)));
        assertThat(rested.next(folder, start.plusSeconds(9)).rules()).hasSize(1);
    }

    @Test
    @Timeout(20)
    void aListenerThatFailsNeitherEndsTheWatchingNorUndoesTheChange() throws Exception {
        write("web", KEY);
        AtomicInteger told = new AtomicInteger();
        List<String> logged = Collections.synchronizedList(new ArrayList<>());
        Logger log = Logger.getLogger(AccessWatch.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.add(entry.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        log.addHandler(handler);
        // Other tests may have silenced what is above it.
        log.setLevel(Level.ALL);
        try (AccessWatch keys = AccessWatch.open(sources(), Duration.ofMillis(20))) {
            keys.watch(new AccessListener() {
                @Override
                public void accepted(String source) {
                    if (told.getAndIncrement() > 0) {
                        throw new StackOverflowError("a bug");
                    }
                }

                @Override
                public void rejected(String source, String reason) {}
            });
            write("web", OTHER);
            Eventually.holds(() -> told.get() == 2);
            assertThat(opens(keys.policy(), "web", "other")).isTrue();
            write("web", KEY);
            Eventually.holds(() -> told.get() == 3);
            assertThat(opens(keys.policy(), "web", "ed25519")).isTrue();
            Eventually.holds(() ->
                    logged.stream().filter(line -> line.contains("is in force")).count() == 2);
        } finally {
            log.setLevel(null);
            log.removeHandler(handler);
        }
        assertThat(logged).noneMatch(line -> line.contains("what was read before"));
    }
}
