package io.hatchway.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.Restrictions;
import io.hatchway.access.SampleGrants;
import io.hatchway.container.Command;
import io.hatchway.container.Container;
import io.hatchway.container.FakeContainers;
import io.hatchway.container.FakeProgram;
import io.hatchway.container.Launch;
import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is started for a session: the command, the user, the terminal and the environment. */
@Timeout(20)
final class SessionsLaunchTest extends SessionsScene {
    @Test
    void aCommandIsHandedOverAsALine() throws IOException {
        client.exec("echo 'a b'");
        assertThat(launched().command()).isEqualTo(new Command.Line("echo 'a b'"));
    }

    @Test
    void aShellIsTheOneTheSettingsChoose() throws IOException {
        settings = new ContainerSettings(List.of("zsh"), Optional.empty());
        client.shell(Optional.empty());
        assertThat(launched().command()).isEqualTo(new Command.Shell(List.of("zsh")));
    }

    @Test
    void aForcedCommandRunsWhateverIsAskedFor() throws IOException {
        client.grant(SampleGrants.grant("web", SampleGrants.restrictions(Optional.of("backup"), Map.of(), true)))
                .exec("rm -r /");
        Launch launch = launched();
        assertThat(launch.command()).isEqualTo(new Command.Line("backup"));
        assertThat(launch.environment()).containsEntry("SSH_ORIGINAL_COMMAND", "rm -r /");
    }

    @Test
    void aForcedCommandInPlaceOfAShellHasNoOriginal() throws IOException {
        client.grant(SampleGrants.grant("web", SampleGrants.restrictions(Optional.of("backup"), Map.of(), true)))
                .shell(Optional.empty());
        assertThat(launched().environment()).doesNotContainKey("SSH_ORIGINAL_COMMAND");
    }

    @Test
    void withoutAForcedCommandThereIsNoOriginal() throws IOException {
        assertThat(launched().environment()).doesNotContainKey("SSH_ORIGINAL_COMMAND");
    }

    @Test
    void aTerminalIsTheOneTheClientAskedFor() throws IOException {
        Pty pty = new Pty("xterm", new Size(100, 30));
        client.shell(Optional.of(pty));
        assertThat(launched().pty()).contains(pty);
    }

    @Test
    void theUserIsTheOneInTheLogin() throws IOException {
        policy = SampleGrants.policy("web+app", Restrictions.NONE);
        client.login("web+app");
        assertThat(launched().user()).contains("app");
    }

    @Test
    void theTagIsTheSessionsId() throws IOException {
        containers.programs.add(new FakeProgram().exits(0));
        Session session = client.make();
        sessions(Duration.ZERO).serve(session, exit -> {});
        assertThat(containers.launches.getFirst().tag()).isEqualTo(session.id());
    }

    @Test
    void aProgramLearnsWhereItsClientIs() throws IOException {
        assertThat(launched().environment())
                .containsEntry("SSH_CLIENT", "127.0.0.1 50000 2222")
                .containsEntry("SSH_CONNECTION", "127.0.0.1 50000 127.0.0.1 2222");
    }

    @Test
    void theEnvFileIsUnderneathWhatTheClientSends() throws IOException {
        settings = new ContainerSettings(List.of(), Optional.of("/env"));
        containers.files.put("/env", "LANG=C\nA=file\n".getBytes(UTF_8));
        client.environment(Map.of("LANG", "de_DE.UTF-8"));
        assertThat(launched().environment())
                .containsEntry("LANG", "de_DE.UTF-8")
                .containsEntry("A", "file");
    }

    @Test
    void aKeySetsWhatTheConfigurationPermitsAndNothingElse() throws IOException {
        settings = new ContainerSettings(List.of(), Optional.empty(), List.of("LC_*", "PERSON"));
        Restrictions line = SampleGrants.restrictions(
                Optional.empty(),
                Map.of("LC_ALL", "C", "PERSON", "alice", "LD_PRELOAD", "/x.so", "PERSONS", "2"),
                true);
        policy = SampleGrants.policy("web", line);
        client.grant(SampleGrants.grant("web", line));
        assertThat(launched().environment())
                .containsEntry("LC_ALL", "C")
                .containsEntry("PERSON", "alice")
                .doesNotContainKeys("LD_PRELOAD", "PERSONS");
    }

    @Test
    void theKeysEnvironmentIsAboveWhatTheClientSends() throws IOException {
        settings = new ContainerSettings(List.of(), Optional.empty(), List.of("LANG"));
        Restrictions line = SampleGrants.restrictions(Optional.empty(), Map.of("LANG", "C.UTF-8"), true);
        policy = SampleGrants.policy("web", line);
        client.grant(SampleGrants.grant("web", line)).environment(Map.of("LANG", "de_DE.UTF-8"));
        assertThat(launched().environment()).containsEntry("LANG", "C.UTF-8");
    }

    @Test
    void nobodyButTheGatewaySaysWhereTheClientIs() throws IOException {
        settings = new ContainerSettings(List.of(), Optional.of("/env"));
        containers.files.put("/env", "SSH_CLIENT=elsewhere\n".getBytes(UTF_8));
        assertThat(launched().environment()).containsEntry("SSH_CLIENT", "127.0.0.1 50000 2222");
    }

    @Test
    void theContainersLabelNamesItsEnvFile() throws IOException {
        containers.byName.put(
                "web",
                FakeContainers.container(
                        "web", Container.State.RUNNING, "running", Map.of("hatchway.env-file", "/env")));
        containers.files.put("/env", "A=file\n".getBytes(UTF_8));
        assertThat(launched().environment()).containsEntry("A", "file");
    }
}
