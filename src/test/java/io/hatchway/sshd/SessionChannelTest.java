package io.hatchway.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.SampleGrants;
import io.hatchway.container.Command;
import io.hatchway.container.FakeProgram;
import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import io.hatchway.session.Eventually;
import io.hatchway.session.Sessions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.core.CoreModuleProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked for on a session's channel, and what is told on it. */
@Timeout(20)
final class SessionChannelTest extends GatewayScene {
    private FakeProgram started() throws InterruptedException {
        return java.util.Objects.requireNonNull(containers.started.poll(5, TimeUnit.SECONDS), "no program");
    }

    @Test
    void theEndIsToldInOneOrder() throws Exception {
        containers.programs.add(new FakeProgram().prints("hello").exits(3));
        RawChannel channel = open();
        assertThat(channel.askExec("id")).isEqualTo("success");
        assertThat(List.of(channel.next(), channel.next(), channel.next(), channel.next()))
                .containsExactly("data hello", "exit-status 3", "eof", "close");
    }

    @Test
    void stderrIsKeptApart() throws Exception {
        containers.programs.add(new FakeProgram().complains("oops").exits(0));
        RawChannel channel = open();
        channel.askExec("id");
        assertThat(channel.next()).isEqualTo("stderr oops");
    }

    @Test
    void aSessionTheGatewayEndsIsToldAsASignal() throws Exception {
        Sessions all = start();
        RawChannel channel = open(connect());
        channel.askExec("id");
        started();
        Thread.startVirtualThread(() -> {
            try {
                all.shutdown(Duration.ZERO);
            } catch (InterruptedException never) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(channel.next()).startsWith("stderr hatchway: The gateway is shutting down");
        assertThat(List.of(channel.next(), channel.next(), channel.next()))
                .containsExactly("exit-signal HUP", "eof", "close");
    }

    @Test
    void aSignalReachesTheProgram() throws Exception {
        RawChannel channel = open();
        channel.askExec("id");
        FakeProgram program = started();
        Eventually.holds(() -> {
            channel.tell("signal", buffer -> buffer.putString("TERM"));
            return "TERM".equals(program.signals.poll(100, TimeUnit.MILLISECONDS));
        });
    }

    @Test
    void aSignalOfNoNameIsRefused() throws Exception {
        RawChannel channel = open();
        channel.askExec("id");
        assertThat(channel.ask("signal", buffer -> buffer.putString("TERM; rm")))
                .isEqualTo("failure");
    }

    @Test
    void aClientThatLeavesEndsTheProgram() throws Exception {
        RawChannel channel = open();
        channel.askExec("id");
        FakeProgram program = started();
        channel.getSession().close(true);
        assertThat(program.ended.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void onlyVariablesOnTheListAreTaken() throws Exception {
        RawChannel channel = open();
        assertThat(channel.askEnv("LC_ALL", "C")).isEqualTo("success");
        assertThat(channel.askEnv("LD_PRELOAD", "/x.so")).isEqualTo("failure");
        channel.askExec("id");
        started();
        assertThat(containers.launches.getFirst().environment())
                .containsEntry("LC_ALL", "C")
                .doesNotContainKey("LD_PRELOAD");
    }

    @Test
    void variablesBeyondTheLimitAreRefused() throws Exception {
        RawChannel channel = open();
        for (String name : List.of("LC_A", "LC_B", "LC_C")) {
            assertThat(channel.askEnv(name, "C")).isEqualTo("success");
        }
        assertThat(channel.askEnv("LC_D", "C")).isEqualTo("failure");
    }

    @Test
    void aSecondTerminalIsRefused() throws Exception {
        RawChannel channel = open();
        assertThat(channel.askPty("xterm", 80, 24)).isEqualTo("success");
        assertThat(channel.askPty("xterm", 80, 24)).isEqualTo("failure");
    }

    @Test
    void aKeyWithoutATerminalGetsNone() throws Exception {
        restrictions = SampleGrants.restrictions(Optional.empty(), Map.of(), false);
        assertThat(open().askPty("xterm", 80, 24)).isEqualTo("failure");
    }

    @Test
    void aSecondProgramOnAChannelIsRefused() throws Exception {
        RawChannel channel = open();
        assertThat(channel.ask("shell", buffer -> {})).isEqualTo("success");
        assertThat(channel.ask("shell", buffer -> {})).isEqualTo("failure");
        assertThat(channel.askExec("id")).isEqualTo("failure");
    }

    @Test
    void aSizeNobodyKnowsIsAnOrdinaryOne() throws Exception {
        RawChannel channel = open();
        channel.askPty("xterm", 0, 0);
        channel.ask("shell", buffer -> {});
        started();
        assertThat(containers.launches.getFirst().pty()).contains(new Pty("xterm", new Size(80, 24)));
    }

    @Test
    void aSizeBeforeTheProgramIsTheOneItStartsWith() throws Exception {
        RawChannel channel = open();
        channel.askPty("xterm", 80, 24);
        channel.tell("window-change", buffer -> {
            buffer.putUInt(0xFFFF_FFFFL);
            buffer.putUInt(50);
            buffer.putUInt(0);
            buffer.putUInt(0);
        });
        channel.ask("shell", buffer -> {});
        started();
        assertThat(containers.launches.getFirst().pty().map(Pty::size)).contains(new Size(65_535, 50));
    }

    @Test
    void aTerminalTypeThatIsNoNameIsADumbOne() throws Exception {
        RawChannel channel = open();
        channel.askPty("../x", 80, 24);
        channel.ask("shell", buffer -> {});
        started();
        assertThat(containers.launches.getFirst().pty().map(Pty::term)).contains("dumb");
    }

    @Test
    void whatIsSentBeforeTheProgramIsItsInput() throws Exception {
        RawChannel channel = open();
        channel.send("early ");
        channel.askExec("cat");
        FakeProgram program = started();
        channel.send("late");
        Eventually.holds(() -> program.received().equals("early late"));
    }

    @Test
    void aCommandLineThatIsNoTextIsRefused() throws Exception {
        RawChannel channel = open();
        assertThat(channel.ask("exec", buffer -> buffer.putBytes(new byte[] {(byte) 0xff, (byte) 0xfe})))
                .isEqualTo("failure");
        assertThat(channel.askExec("echo \u00e4")).isEqualTo("success");
        started();
        assertThat(containers.launches.getFirst().command()).isEqualTo(new Command.Line("echo \u00e4"));
    }

    @Test
    void anAgentIsNotForwarded() throws Exception {
        assertThat(open().ask("auth-agent-req@openssh.com", buffer -> {})).isEqualTo("failure");
    }

    @Test
    void aHugeWindowAndHugePacketsAreNoHindrance() throws Exception {
        containers.programs.add(new FakeProgram().prints(new byte[3_000_000]).exits(0));
        CoreModuleProperties.WINDOW_SIZE.set(client, 0xFFFF_FFFFL);
        CoreModuleProperties.MAX_PACKET_SIZE.set(client, 128L * 1024);
        RawChannel channel = open();
        channel.askExec("yes");
        assertThat(channel.next()).isEqualTo("exit-status 0");
        assertThat(channel.received()).isEqualTo(3_000_000);
    }
}
