package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.access.SampleGrants;
import io.hatchway.container.FakeInventory;
import io.hatchway.session.SampleSession;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a command loses of its right while it runs. */
@Timeout(20)
final class MandateTest {
    @TempDir
    private Path state;

    private SampleConsole console;

    @BeforeEach
    void anOperator() {
        console = new SampleConsole(state);
        console.client.grant(SampleGrants.operator("shop", "logs", "rm"));
    }

    @Test
    void whatIsTakenAwayInterruptsWhatRunsByIt() {
        Context context = console.context();
        try (Mandate mandate = new Mandate(context, "logs")) {
            SampleSession.renew(context.session(), SampleGrants.operator("shop", "ps"));
            assertThatThrownBy(() -> Thread.sleep(15_000)).isInstanceOf(InterruptedException.class);
            assertThat(mandate.end()).isTrue();
        }
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void whatIsGivenInterruptsNothing() throws Exception {
        Context context = console.context();
        try (Mandate mandate = new Mandate(context, "logs")) {
            SampleSession.renew(context.session(), SampleGrants.operator("shop", "logs", "ps"));
            Thread.sleep(1500);
            assertThat(mandate.end()).isFalse();
            SampleSession.renew(context.session(), SampleGrants.operator("shop", "ps"));
            Thread.sleep(1200);
        }
    }

    @Test
    void whoLosesTheRightWhileBeingAskedDoesNothing() throws Exception {
        console.client.login("ops").grant(SampleGrants.console("ops", List.of("rm")));
        console.inventory.containers.add(FakeInventory.running("web"));
        StringWriter told = new StringWriter();
        PrintWriter out = new PrintWriter(told);
        Screen.Person person = new Screen.Person() {
            @Override
            public Optional<String> asks(String question) {
                // The policy in force has no such console any more.
                return Optional.of("web");
            }

            @Override
            public void leafsThrough(String text) {}
        };
        Context context = console.context().on(new Screen(out, out, Optional.empty(), false, false, Optional.of(person)));
        assertThat(Commands.run(context, List.of("rm", "web"))).isEqualTo(Codes.DENIED);
        assertThat(told).asString().contains("has changed, so 'rm' is ended");
        assertThat(console.changes).isEmpty();
    }
}
