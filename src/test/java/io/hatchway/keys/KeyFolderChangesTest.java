package io.hatchway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.session.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a change in a keys folder. */
final class KeyFolderChangesTest extends KeyFolderScene {
    /** The next look, when everything has come to rest. */
    private KeySnapshot later(KeySnapshot before) {
        return before.next(folder, Instant.now().plusSeconds(10));
    }

    /** Nobody who may write there by mistake makes the gateway look at as much as he likes. */
    @Test
    void whatOthersPutIntoAFolderOfTheirsIsNotLookedAt() throws IOException {
        write("web", KEY);
        KeySnapshot first = read();
        mode(folder, "rwxrwxrwx");
        for (int i = 0; i < 100; i++) {
            Files.createDirectory(folder.resolve("others-" + i));
        }
        KeySnapshot open = later(first);
        assertThat(only(open.problems())).contains("chmod go-w " + folder);
        assertThat(open.rules()).isEqualTo(first.rules());
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
        assertThat(List.copyOf(told).subList(0, 2)).containsExactly(keys, keys);
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
