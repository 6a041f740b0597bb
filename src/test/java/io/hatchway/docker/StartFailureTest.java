package io.hatchway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.Command;
import io.hatchway.container.FakeContainers;
import io.hatchway.container.Launch;
import io.hatchway.container.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StartFailureTest {
    private static Outcome.NotStarted explain(Command command, String report) {
        Launch launch = new Launch(command, Map.of(), Optional.of("nosuch"), Optional.empty(), "tag");
        return StartFailure.explain(launch, FakeContainers.web(), 126, report);
    }

    @Test
    void aMissingProgramIs127AsInAShell() {
        var failure = explain(
                new Command.Line("frob -x"),
                "OCI runtime exec failed: exec: \"frob\": executable file not found in $PATH: unknown");
        assertThat(failure).isEqualTo(new Outcome.NotStarted(127, "frob: there is no such program in web."));
    }

    @Test
    void aMissingPathIs127Too() {
        assertThat(explain(new Command.Line("/x/y"), "stat /x/y: no such file or directory")
                        .code())
                .isEqualTo(127);
    }

    @Test
    void aProgramThatMayNotRunIs126() {
        assertThat(explain(new Command.Line("/etc/passwd"), "exec: \"/etc/passwd\": permission denied: unknown"))
                .isEqualTo(
                        new Outcome.NotStarted(126, "/etc/passwd: it cannot be executed in web (permission denied)."));
    }

    @Test
    void anUnknownUserIsNamed() {
        var failure =
                explain(new Command.Shell(List.of()), "unable to find user nosuch: no matching entries in passwd file");
        assertThat(failure).isEqualTo(new Outcome.NotStarted(126, "The container web has no user 'nosuch'."));
    }

    @Test
    void whatNobodyForesawIsQuoted() {
        assertThat(explain(new Command.Shell(List.of("zsh")), "out of luck").reason())
                .isEqualTo("The engine could not start zsh in web: out of luck");
    }

    @Test
    void aShellNobodyChoseIsAShell() {
        assertThat(explain(new Command.Shell(List.of()), "out of luck").reason())
                .startsWith("The engine could not start a shell");
    }

    @Test
    void aLineWithAnOpenQuoteIsQuotedWhole() {
        assertThat(explain(new Command.Line("it's"), "out of luck").reason())
                .startsWith("The engine could not start it's in web");
    }
}
