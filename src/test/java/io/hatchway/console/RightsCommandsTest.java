package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.SampleGrants;
import io.hatchway.access.SampleKeys;
import io.hatchway.access.Scope;
import io.hatchway.audit.AuditEvent;
import io.hatchway.container.EngineException;
import io.hatchway.container.FakeInventory;
import io.hatchway.keys.KeyPlace;
import io.hatchway.session.Exit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands keys, people and roles on a console whose files are the test's. */
@Timeout(30)
final class RightsCommandsTest {
    private static final String KEY = SampleKeys.line("ed25519");
    private static final String FINGERPRINT = SampleKeys.blob("ed25519").fingerprint();

    private static final String ACCESS = """
            people:
              root: {keys: [root.pub], roles: [full]}
              ana: {keys: [ana.pub]}
            roles:
              full: [{allow: all, containers: ["*"], commands: ["*"]}]
            """;

    @TempDir
    private Path folder;

    private SampleConsole console() {
        return new SampleConsole(folder);
    }

    @Test
    void aKeyFromStdinIsWrittenAndTold() throws Exception {
        SampleConsole console = console();
        console.client.sends(KEY + "\n");
        assertThat(console.run("keys add web --json")).isEqualTo(new Exit.Status(Codes.OK));
        assertThat(console.client.out())
                .isEqualTo("[{\"change\":\"added\",\"opens\":\"web\",\"fingerprint\":\"" + FINGERPRINT
                        + "\",\"comment\":\"" + KEY.split(" ", 3)[2] + "\",\"origin\":\"" + folder
                        + "/keys/web:1\"}]\n");
        assertThat(folder.resolve("keys/web")).hasContent(KEY);
        assertThat(console.audited)
                .filteredOn(AuditEvent.KeyChanged.class::isInstance)
                .singleElement()
                .satisfies(event -> {
                    AuditEvent.KeyChanged changed = (AuditEvent.KeyChanged) event;
                    assertThat(changed.change()).isEqualTo("added");
                    assertThat(changed.opens()).isEqualTo("web");
                    assertThat(changed.by().login()).isEqualTo("admin");
                });
    }

    @Test
    void aKeyMayStandBehindTheLogin() throws Exception {
        assertThat(console().run("keys add web " + KEY)).isEqualTo(new Exit.Status(Codes.OK));
        assertThat(folder.resolve("keys/web")).hasContent(KEY);
    }

    @Test
    void aKeyIsNotTakenOutUnasked() throws Exception {
        console().run("keys add web " + KEY);
        SampleConsole console = console();
        assertThat(console.run("keys revoke " + FINGERPRINT)).isEqualTo(new Exit.Status(Codes.USAGE));
        assertThat(console.client.err()).contains("takes out the key of web", "Add --yes");
        assertThat(folder.resolve("keys/web")).hasContent(KEY);
        assertThat(console().run("keys revoke " + FINGERPRINT + " --yes")).isEqualTo(new Exit.Status(Codes.OK));
        assertThat(folder.resolve("keys/web")).isEmptyFile();
    }

    @Test
    void theLastAdminIs1() throws Exception {
        SampleConsole console = console();
        String admin = SampleKeys.blob("rsa2048").fingerprint();
        assertThat(console.run("keys revoke --yes " + admin)).isEqualTo(new Exit.Status(Codes.FAILED));
        assertThat(console.client.err()).contains("this is the last key");
        assertThat(console.audited).noneMatch(AuditEvent.KeyChanged.class::isInstance);
    }

    @Test
    void whatIsNoTimeIsWrongUsageAndNothingIsWritten() throws Exception {
        assertThat(console().run("keys add web --expires soon " + KEY)).isEqualTo(new Exit.Status(Codes.USAGE));
        assertThat(console().run("keys add web --expires 2001-01-01 " + KEY)).isEqualTo(new Exit.Status(Codes.USAGE));
        assertThat(folder.resolve("keys/web")).doesNotExist();
    }

    @Test
    void commentsCannotCommandTheTerminal() throws Exception {
        Files.createDirectories(folder.resolve("keys"));
        Files.writeString(
                folder.resolve("keys/web"), KEY.split(" ", 3)[0] + " " + KEY.split(" ", 3)[1] + " \u001b[2J\n");
        SampleConsole console = console();
        console.run("keys list");
        assertThat(console.client.out()).contains(FINGERPRINT, "\\x1b[2J").doesNotContain("\u001b");
    }

    @Test
    void whoIsNotThereIsNotAskedAbout() throws Exception {
        writePeople();
        assertThat(console().run("people remove carl")).isEqualTo(new Exit.Status(Codes.UNKNOWN));
        assertThat(console().run("roles revoke full carl")).isEqualTo(new Exit.Status(Codes.UNKNOWN));
        assertThat(console().run("roles revoke nosuch ana")).isEqualTo(new Exit.Status(Codes.UNKNOWN));
        assertThat(console().run("roles revoke full ana")).isEqualTo(new Exit.Status(Codes.FAILED));
        assertThat(console().run("people remove ana")).isEqualTo(new Exit.Status(Codes.USAGE));
    }

    @Test
    void aRoleThatIsNotThereHasTheNearestWord() throws Exception {
        writePeople();
        SampleConsole console = console();
        assertThat(console.run("roles show ful")).isEqualTo(new Exit.Status(Codes.UNKNOWN));
        assertThat(console.client.err()).contains("There is no role 'ful'. Did you mean 'full'?");
    }

    private void writePeople() throws Exception {
        Files.writeString(folder.resolve("root.pub"), SampleKeys.line("ecdsa256") + "\n");
        Files.writeString(folder.resolve("ana.pub"), KEY + "\n");
        Files.writeString(folder.resolve("access.yaml"), ACCESS);
    }

    @Test
    void withoutEverythingOnlyAnExactContainersLoginIsWithinReach() {
        SampleConsole console = console();
        console.client.grant(SampleGrants.operator("shop", "ps"));
        Reach nothing = new Reach(console.context(), "keys add");
        assertThat(nothing.sees(new KeyPlace.Opens.Logins("web"))).isFalse();
        assertThat(nothing.changes(new KeyPlace.Opens.Logins("web"))).isFalse();
        assertThat(nothing.changes(new KeyPlace.Opens.Persons("web"))).isFalse();
    }

    @Test
    void whoIsDeniedAContainerHandsItsLoginToNobody() throws Exception {
        SampleConsole console = console();
        console.inventory.containers.add(FakeInventory.running("web"));
        console.inventory.containers.add(FakeInventory.running("vault"));
        console.client.grant(
                SampleGrants.denied(Scope.ALL, new Scope(List.of("vault"), List.of(), Map.of()), "keys add"));
        for (String login : List.of("vault", "shop.vault", "unborn", "shop.vault+root", "web*")) {
            assertThat(console.run("keys add " + login + " " + KEY)).as(login).isEqualTo(new Exit.Status(Codes.DENIED));
            assertThat(folder.resolve("keys").resolve(login)).doesNotExist();
        }
        assertThat(console.run("keys add shop.web " + KEY)).isEqualTo(new Exit.Status(Codes.OK));
    }

    @Test
    void whereTheEngineIsAwayNobodyKnowsWhatALoginLeadsTo() throws Exception {
        SampleConsole console = console();
        console.inventory.refusal =
                Optional.of(new EngineException(EngineException.Kind.AWAY, "The engine does not answer."));
        console.client.grant(
                SampleGrants.denied(Scope.ALL, new Scope(List.of("vault"), List.of(), Map.of()), "keys add"));
        assertThat(console.run("keys add web " + KEY)).isEqualTo(new Exit.Status(Codes.DENIED));
        console.client.grant(SampleGrants.operator(new Scope(List.of("web"), List.of(), Map.of()), "keys add"));
        assertThat(console.run("keys add web " + KEY)).isEqualTo(new Exit.Status(Codes.OK));
    }
}
