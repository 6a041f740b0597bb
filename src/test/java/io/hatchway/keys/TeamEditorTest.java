package io.hatchway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.access.Person;
import io.hatchway.access.Role;
import io.hatchway.access.SampleCommands;
import io.hatchway.access.SampleKeys;
import io.hatchway.config.AccessLocation;
import io.hatchway.config.InvalidConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People and roles changed in the text of access.yaml. */
final class TeamEditorTest {
    private static final KeyTerms PLAIN = new KeyTerms(Optional.empty(), Optional.empty(), Optional.empty(), false);
    private static final String KEY = SampleKeys.line("ed25519");
    private static final String FILE = """
            # ours
            people:
              root: {keys: [root.pub], roles: [admin]}   # the first
              alice: {keys: [alice.pub], roles: [developer]}
            roles:
              admin: [{allow: all, containers: ["*"], commands: ["*"]}]
              developer: [{allow: [shell], containers: ["shop-*"]}]   # shop alone
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectory(folder.resolve("keys"));
        Files.setPosixFilePermissions(folder.resolve("keys"), PosixFilePermissions.fromString("rwx------"));
        write("root.pub", SampleKeys.line("rsa2048") + "\n");
        write("alice.pub", SampleKeys.line("ecdsa256") + "\n");
        write("access.yaml", FILE);
    }

    private void write(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private String file() throws IOException {
        return Files.readString(folder.resolve("access.yaml"));
    }

    private AccessWatch watch() throws InvalidConfigurationException {
        return AccessWatch.open(new Sources(
                folder.resolve("keys"),
                List.of(),
                new AccessLocation(folder.resolve("access.yaml"), false),
                SampleCommands.NAMES));
    }

    private static List<String> roles(AccessWatch access, String person) {
        return access.register().teams().people().stream()
                .filter(each -> each.name().equals(person))
                .flatMap(each -> each.roles().stream())
                .map(Role::name)
                .toList();
    }

    @Test
    void aPersonIsAddedWithAFileOfKeys() throws Exception {
        AccessWatch access = watch();
        new TeamEditor(access).add("dora", Optional.of(NewKey.parse(KEY)), PLAIN, List.of(), List.of("developer"));
        assertThat(file())
                .isEqualTo(FILE.replace(
                        "roles:\n  admin",
                        "  dora: {keys: [\"people/dora.pub\"], roles: [developer]}\nroles:\n  admin"));
        assertThat(folder.resolve("people/dora.pub")).hasContent(KEY);
        assertThat(roles(access, "dora")).containsExactly("developer");
    }

    @Test
    void aPersonOfAnAuthorityNeedsNoKey() throws Exception {
        AccessWatch access = watch();
        new TeamEditor(access).add("carol", Optional.empty(), PLAIN, List.of("carol@example.org"), List.of());
        assertThat(file()).contains("  carol: {principals: [carol@example.org]}\n");
        assertThatThrownBy(() -> new TeamEditor(access).add("eve", Optional.empty(), PLAIN, List.of(), List.of()))
                .hasMessageContaining("could never come in");
    }

    @Test
    void whereThePersonIsRefusedNoFileIsLeft() throws Exception {
        TeamEditor editor = new TeamEditor(watch());
        NewKey key = NewKey.parse(KEY);
        assertThatThrownBy(() -> editor.add("dora", Optional.of(key), PLAIN, List.of(), List.of("nobody")))
                .hasMessageContaining("There is no role 'nobody'");
        assertThatThrownBy(() -> editor.add("../dora", Optional.of(key), PLAIN, List.of(), List.of()))
                .hasMessageContaining("name is also that of a file");
        assertThatThrownBy(() -> editor.add("alice", Optional.of(key), PLAIN, List.of(), List.of()))
                .hasMessageContaining("There is a alice already");
        assertThat(folder.resolve("people/dora.pub")).doesNotExist();
        assertThat(file()).isEqualTo(FILE);
    }

    @Test
    void aRoleIsGivenAndTaken() throws Exception {
        AccessWatch access = watch();
        TeamEditor editor = new TeamEditor(access);
        editor.grant("admin", "alice");
        assertThat(file()).isEqualTo(FILE.replace("roles: [developer]}\n", "roles: [developer, admin]}\n"));
        assertThat(roles(access, "alice")).containsExactly("developer", "admin");
        assertThatThrownBy(() -> editor.grant("admin", "alice")).hasMessageContaining("has the role admin already");
        editor.take("developer", "alice");
        assertThat(file()).isEqualTo(FILE.replace("roles: [developer]}\n", "roles: [admin]}\n"));
        assertThatThrownBy(() -> editor.take("developer", "alice")).hasMessageContaining("does not have the role");
    }

    @Test
    void theLastAdminStaysOne() throws Exception {
        TeamEditor editor = new TeamEditor(watch());
        assertThatThrownBy(() -> editor.take("admin", "root")).hasMessageContaining("nobody could run everything");
        assertThatThrownBy(() -> editor.remove("root")).hasMessageContaining("nobody could run everything");
        assertThat(file()).isEqualTo(FILE);
        editor.grant("admin", "alice");
        editor.remove("root");
        assertThat(file()).doesNotContain("root").contains("# ours\npeople:\n  alice");
        assertThat(folder.resolve("root.pub")).exists();
    }

    @Test
    void aPersonWhoseKeyOpensMoreIsNotForgotten() throws Exception {
        write("keys/web", SampleKeys.line("ecdsa256") + "\n");
        assertThatThrownBy(() -> new TeamEditor(watch()).remove("alice"))
                .hasMessageContaining("keys/web:1", "keys revoke SHA256:");
    }

    @Test
    void norIsOneWhoseKeyIsOffAtTheMoment() throws Exception {
        AccessWatch watch = watch();
        write("keys/web", SampleKeys.line("ecdsa256") + "\n");
        write("alice.pub", "frobnicate " + SampleKeys.line("ecdsa256") + "\n");
        watch.refresh();
        assertThatThrownBy(() -> new TeamEditor(watch).remove("alice")).hasMessageContaining("keys/web:1");
    }

    @Test
    void aTextInAnUnusualShapeIsLeftAsItIs() throws Exception {
        String flow = FILE.replaceFirst(
                "(?s)people:.*?roles:\n",
                "people: {root: {keys: [root.pub], roles: [admin]}," + " alice: {keys: [alice.pub]}}\nroles:\n");
        write("access.yaml", flow);
        assertThatThrownBy(() -> new TeamEditor(watch()).remove("alice")).hasMessageContaining("change it by hand");
        assertThat(file()).isEqualTo(flow);
    }

    @Test
    void aFileThatWouldBeRefusedForSomethingElseIsNotTouched() throws Exception {
        AccessWatch access = watch();
        Files.delete(folder.resolve("alice.pub"));
        assertThatThrownBy(() -> new TeamEditor(access).grant("admin", "alice"))
                .hasMessageContaining("would be refused: ")
                .hasMessageContaining("nobody knows which keys are alice's");
        assertThat(file()).isEqualTo(FILE);
        try (var files = Files.list(folder)) {
            assertThat(files.map(each -> each.getFileName().toString())).noneMatch(name -> name.endsWith(".new"));
        }
    }

    @Test
    void withoutAFileTheFirstPersonMakesOne() throws Exception {
        Files.delete(folder.resolve("access.yaml"));
        write("keys/admin", SampleKeys.line("rsa2048") + "\n");
        AccessWatch access = watch();
        new TeamEditor(access).add("dora", Optional.of(NewKey.parse(KEY)), PLAIN, List.of(), List.of());
        assertThat(access.register().teams().people()).extracting(Person::name).containsExactly("dora");
    }
}
