package io.hatchway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.SampleCommands;
import io.hatchway.access.SampleKeys;
import io.hatchway.config.AccessLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessChangeTest {
    private static final String KEY = SampleKeys.line("ed25519") + "\n";
    private static final String PEOPLE = """
            people:
              alice: {keys: [alice.pub], roles: [developer]}
            roles:
              developer: [{allow: all, containers: ["shop-*"]}]
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectory(folder.resolve("keys"));
        Files.setPosixFilePermissions(folder.resolve("keys"), PosixFilePermissions.fromString("rwxr-xr-x"));
        write("keys/admin", SampleKeys.line("rsa2048") + "\n");
        write("alice.pub", KEY);
    }

    private void write(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private Sources sources() {
        return new Sources(
                folder.resolve("keys"),
                List.of(),
                new AccessLocation(folder.resolve("access.yaml"), false),
                SampleCommands.NAMES);
    }

    private AccessSnapshot later(AccessSnapshot before) {
        return before.next(sources(), Instant.now().plusSeconds(10));
    }

    private List<String> told(AccessSnapshot before, AccessSnapshot after) {
        List<String> told = new ArrayList<>();
        new AccessChange(before, after, sources()).tell(new AccessListener() {
            @Override
            public void accepted(String source) {
                told.add("+ " + folder.relativize(Path.of(source)));
            }

            @Override
            public void rejected(String source, String reason) {
                told.add("- " + folder.relativize(Path.of(source)) + ": " + reason);
            }
        });
        return told;
    }

    private List<String> told(AccessSnapshot after) {
        return told(AccessSnapshot.nothing(), after);
    }

    @Test
    void atTheStartWhatSaysAnythingIsAccepted() throws IOException {
        assertThat(told(AccessSnapshot.read(sources()))).containsExactly("+ keys");
        write("access.yaml", PEOPLE);
        assertThat(told(AccessSnapshot.read(sources()))).containsExactly("+ keys", "+ access.yaml");
    }

    @Test
    void onlyWhatChangedIsTold() throws IOException {
        write("access.yaml", PEOPLE);
        AccessSnapshot first = AccessSnapshot.read(sources());
        write("keys/db", KEY);
        AccessSnapshot second = later(first);
        assertThat(told(first, second)).containsExactly("+ keys");
        write("alice.pub", SampleKeys.line("other") + "\n");
        AccessSnapshot third = later(second);
        assertThat(told(second, third)).containsExactly("+ access.yaml");
        assertThat(told(third, later(third))).isEmpty();
    }

    @Test
    void aFileThatIsRefusedIsToldOnceAndAgainWhenItIsInOrder() throws IOException {
        write("access.yaml", PEOPLE);
        AccessSnapshot first = AccessSnapshot.read(sources());
        write("access.yaml", PEOPLE + "colour: blue\n");
        AccessSnapshot second = later(first);
        assertThat(told(first, second))
                .singleElement()
                .asString()
                .startsWith("- access.yaml: it is refused; what it said before stays in force; line 5: ")
                .contains("colour");
        write("keys/db", KEY);
        AccessSnapshot third = later(second);
        assertThat(told(second, third)).containsExactly("+ keys");
        write("access.yaml", PEOPLE);
        assertThat(told(third, later(third))).containsExactly("+ access.yaml");
    }

    @Test
    void ofManyBadLinesAFewAreTold() throws IOException {
        AccessSnapshot first = AccessSnapshot.read(sources());
        write("keys/web", "nonsense\n".repeat(50) + KEY);
        assertThat(told(first, later(first))).hasSize(2).first().isEqualTo("+ keys");
        assertThat(told(first, later(first)).getLast())
                .startsWith("- keys/web: line 1: this line is off: ")
                .contains("; line 3: ")
                .endsWith("; and 47 more");
    }
}
