package io.hatchway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.access.SampleCommands;
import io.hatchway.config.AccessLocation;
import io.hatchway.config.InvalidConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The keys folder and access.yaml together. */
final class AccessSnapshotTest extends AccessScene {
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
        Sources named = new Sources(
                folder.resolve("keys"),
                List.of(),
                new AccessLocation(folder.resolve("team.yaml"), true),
                SampleCommands.NAMES);
        assertThatThrownBy(() -> AccessWatch.open(named))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("team.yaml: error: there is no such file");
    }

    @Test
    void aMisspeltCommandThatIsDeniedLeavesWhatTheFileSaidBeforeInForce() throws IOException {
        write("access.yaml", PEOPLE);
        AccessSnapshot access = read();
        write("access.yaml", PEOPLE + "    - {deny: [], containers: [\"*\"], commands: [sotp]}\n");
        AccessSnapshot with = later(access);
        assertThat(said(with))
                .anyMatch(line -> line.contains("access.yaml:6: error: ") && line.endsWith("did you mean stop?"));
        assertThat(with.policy()).isSameAs(access.policy());
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
}
