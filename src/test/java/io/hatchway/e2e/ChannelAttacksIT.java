package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody who is let in can send over channels. Rows 25 to 33, 37 to 39 and 44 of {@link AttackRowsTest}. */
@RealEngine
final class ChannelAttacksIT {
    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box web;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        web = STAGE.add(Box.debian());
        gateway = STAGE.add(STAGE.add(Site.create()).open(web).start());
    }

    private static Ran attack(String script) {
        return Paramiko.run(gateway, web.name(), script);
    }

    /** Row 25. */
    @Test
    void aTerminalTypeInTheEnvironmentMakesNoTerminal() {
        assertThat(gateway.ssh(web)
                        .with("-T", "-o", "SetEnv=TERM=xterm")
                        .run("tty; echo \"[$TERM]\"")
                        .ok())
                .isEqualTo("not a tty\n[]\n");
    }

    /** Row 26. */
    @Test
    void ofTwentyThousandVariablesAFewAreTaken() {
        Ran ran = attack("""
                channel = connected().open_session()
                for number in range(20000):
                    tell(channel, "env", "LC_%d" % number, "x" * 100)
                tell(channel, "env", "LD_PRELOAD", "/x.so")
                print(ask(channel, "exec", "env | grep -c ^LC_; env | grep LD_"), everything(channel))
                """);
        assertThat(ran.ok()).isEqualTo("success b'64\\n'\n");
    }

    /** Row 27. */
    @ParameterizedTest
    @CsvSource({"0, 0, 24 80", "2147483648, 2147483648, 65535 65535", "4294967295, 1, 1 65535"})
    void aSizeThatCannotBeIsMadeOneThatCan(long columns, long rows, String size) {
        Ran ran = attack("""
                channel = connected().open_session()
                print(ask(channel, "pty-req", "xterm", %d, %d, 0, 0, b""), ask(channel, "exec", "stty size"))
                print(everything(channel).split())
                """.formatted(columns, rows));
        String[] words = size.split(" ", -1);
        assertThat(ran.ok()).isEqualTo("success success\n[b'" + words[0] + "', b'" + words[1] + "']\n");
    }

    @Test
    void aFloodOfSizesLeavesTheProgramAlone() {
        Ran ran = attack("""
                channel = connected().open_session()
                ask(channel, "pty-req", "xterm", 80, 24, 0, 0, b"")
                ask(channel, "exec", "read line; echo got $line")
                for number in range(5000):
                    tell(channel, "window-change", 2**31 + number, number, 0, 0)
                channel.sendall(b"it\\n")
                print(b"got it" in everything(channel))
                """);
        assertThat(ran.ok()).isEqualTo("True\n");
    }

    /** Row 29. */
    @Test
    void ofFourHundredChannelsThirtyTwoAreOpened() {
        Ran ran = attack("""
                transport, channels, refused = connected(), [], []
                for number in range(52):
                    try:
                        channels.append(transport.open_session(timeout=20))
                    except paramiko.ChannelException as refusal:
                        refused.append(refusal.code)
                print(len(channels), len(refused), set(refused))
                print(ask(channels[-1], "exec", "echo in"), everything(channels[-1]))
                ended = False
                for number in range(348):
                    try:
                        # Kept: one that nobody holds is closed again, and makes room.
                        channels.append(transport.open_session(timeout=20))
                    except paramiko.ChannelException:
                        pass
                    except Exception:
                        ended = True
                        break
                print(ended)
                """);
        assertThat(ran.ok()).isEqualTo("32 20 {4}\nsuccess b'in\\n'\nTrue\n");
        assertThat(gateway.ssh(web).run("echo in").ok()).isEqualTo("in\n");
    }

    @Test
    void aFloodOfRequestsNobodyKnowsLeavesTheGatewayResponsive() {
        Ran ran = attack("""
                channel = connected().open_session()
                for number in range(30000):
                    tell(channel, "flood@example.org", "x" * 100)
                print(ask(channel, "flood@example.org"), ask(channel, "exec", "echo in"), everything(channel))
                """);
        assertThat(ran.ok()).isEqualTo("failure success b'in\\n'\n");
        assertThat(gateway.ssh(web).run("echo in").ok()).isEqualTo("in\n");
    }

    /** Row 30. */
    @ParameterizedTest
    @CsvSource({"echo in\\0, NUL", "echo \\xff\\xfe, bad UTF-8", "echo \\xed\\xa0\\x80, a surrogate"})
    void aCommandLineThatIsNoTextIsRefused(String line, String what) {
        Ran ran = attack("""
                channel = connected().open_session()
                print(ask(channel, "exec", b"%s"))
                """.formatted(line));
        assertThat(ran.ok()).as(what).isEqualTo("failure\n");
    }

    @Test
    void aCommandLineOf200KilobytesIsASentence() {
        Ran ran = attack("""
                channel = connected().open_session()
                print(ask(channel, "exec", "echo " + "x" * 200000), everything(channel))
                print(channel.makefile_stderr().read().decode(), channel.recv_exit_status())
                """);
        assertThat(ran.ok()).startsWith("success b''\n").contains("longer than").endsWith("126\n");
    }

    @Test
    void aCommandLineOfSeveralLinesForgesNoLineOfTheLog() {
        gateway.ssh(web).run("echo in\n2099-01-01T00:00:00Z info  forged: line").out();
        assertThat(gateway.log()).doesNotContain("forged: line");
        assertThat(gateway.log().lines()).allMatch(line -> line.matches("[0-9]{4}-[0-9-]+T[0-9:.]+Z [a-z]+ +.*"));
    }

    @Test
    void theLogSpeaksInWords() {
        gateway.ssh(web).run("exit 3");
        gateway.ssh(web).withKey(gateway.site().newKey("words")).run("true");
        Eventually.holds(() -> gateway.log().contains("ms: code 3"), gateway::log);
        assertThat(gateway.log()).doesNotContain("/127.0.0.1").doesNotContainPattern("[A-Z][A-Za-z]+\\[[a-z]+=");
    }

    /** Row 33: what bears the name when a command is asked for is opened, and never what bore it before. */
    @Test
    void aNameThatMovedBetweenLoginAndCommandOpensWhatBearsIt() {
        String name = Box.freshName();
        try (Box first = Box.named(name, "hatchway-test-busybox", "--env", "WHICH=first");
                Site site = Site.create().open(first);
                Gateway own = site.start();
                Ssh.Master master = own.ssh(name).master()) {
            assertThat(master.client().run("echo $WHICH").ok()).isEqualTo("first\n");
            String moved = name + "-moved";
            Docker.docker("rename", name, moved);
            try (Box second = Box.named(name, "hatchway-test-busybox", "--env", "WHICH=second")) {
                assertThat(master.client().run("echo $WHICH").ok()).isEqualTo("second\n");
                assertThat(second.programs()).isEmpty();
            } finally {
                Docker.docker("rename", moved, name);
            }
        }
    }

    /** Rows 37 to 39, for a gateway that forwards nothing to whom nothing is granted. */
    @Test
    void whatNobodyGrantedIsNotForwarded() {
        Ran ran = attack("""
                transport = connected()
                places = [("127.0.0.1", port), ("169.254.169.254", 80), ("::1", 22), ("/var/run/docker.sock", 0)]
                for kind, place in [("direct-tcpip", place) for place in places] + [("tun@openssh.com", None),
                                    ("direct-streamlocal@openssh.com", None), ("x11", None), ("auth-agent@openssh.com", None)]:
                    try:
                        transport.open_channel(kind, place, ("127.0.0.1", 1), timeout=20)
                        print("open", kind, place)
                    except paramiko.ChannelException:
                        pass
                for address in ("0.0.0.0", "127.0.0.1", ""):
                    try:
                        transport.request_port_forward(address, 0)
                        print("listening", address)
                    except paramiko.SSHException:
                        pass
                channel = transport.open_session()
                print(ask(channel, "auth-agent-req@openssh.com"),
                      ask(channel, "x11-req", "MIT-MAGIC-COOKIE-1", "00", 0))
                """);
        assertThat(ran.ok()).isEqualTo("failure failure\n");
    }

    /** Row 44. */
    @ParameterizedTest
    @CsvSource({"-A/x", "../../etc/passwd", "'x;id'", "'x y'"})
    void aTerminalTypeThatIsNoNameReachesNoProgram(String term) {
        Ran ran = attack("""
                channel = connected().open_session()
                print(ask(channel, "pty-req", "%s", 80, 24, 0, 0, b""), ask(channel, "exec", "echo [$TERM]"))
                print(everything(channel).strip())
                """.formatted(term));
        assertThat(ran.ok()).isEqualTo("success success\nb'[dumb]'\n");
    }
}
