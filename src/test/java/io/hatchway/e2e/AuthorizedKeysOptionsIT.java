package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each option of a keys file's line, as OpenSSH's client meets it: one file, one key for each line. */
@RealEngine
final class AuthorizedKeysOptionsIT {
    private static final String FORCED = "command=\"echo forced:$SSH_ORIGINAL_COMMAND\"";
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    @AutoClose
    private static final Stage STAGE = new Stage();

    /** The key of each line, by its options. */
    private static final Map<String, Path> KEYS = new LinkedHashMap<>();

    private static final List<String> LINES = new ArrayList<>();

    private static Site site;
    private static Box web;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        web = STAGE.add(Box.debian());
        site = STAGE.add(Site.create());
        for (String options : List.of(
                "restrict",
                "no-pty",
                "restrict,pty",
                "pty,restrict",
                "no-pty,pty",
                FORCED,
                "command=\"true\",command=\"true\"",
                "from=\"127.0.0.0/8\"",
                "from=\"::ffff:127.0.0.0/104\"",
                "from=\"127.*\"",
                "from=\"*,!127.0.0.1\"",
                "from=\"127.0.0.0/8,!127.0.0.*\"",
                "from=\"10.0.0.0/8\"",
                "from=\"localhost\"",
                "expiry-time=\"20990101Z\"",
                "expiry-time=\"20200101Z\"",
                "expiry-time=\"20990101Z\",expiry-time=\"20200101Z\"",
                "expiry-time=\"tomorrow\"",
                "environment=\"LC_A=1\",environment=\"LC_A=2\",environment=\"LC_B=b c\"",
                "environment=\"LD_PRELOAD=/nowhere.so\",environment=\"PATH=/nowhere\",environment=\"BASH_ENV=/x\"",
                "environment=\"HATCHWAY_SESSION=1\"",
                "no-such-option",
                "environment=\"LC_A",
                "user-rc,no-user-rc")) {
            line(options);
        }
        Site.write(site.keys().resolve(web.name()), String.join("", LINES));
        gateway = STAGE.add(site.start());
    }

    private static void line(String options) {
        Path key = site.newKey("key-" + LINES.size());
        KEYS.put(options, key);
        LINES.add(options + " " + Site.read(Site.publicHalf(key)));
    }

    private static Ssh with(String options) {
        return gateway.ssh(web).withKey(key(options));
    }

    private static Path key(String options) {
        return Objects.requireNonNull(KEYS.get(options), options);
    }

    private static void refused(String options) {
        Ran ran = with(options).run("echo inside");
        assertThat(ran.code()).isEqualTo(255);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("Permission denied (publickey)");
    }

    /** The line is off, and named in the log by file and number. */
    private static void off(String options) {
        refused(options);
        int number = List.copyOf(KEYS.keySet()).indexOf(options) + 1;
        assertThat(gateway.log())
                .contains(site.keys().resolve(web.name()) + ":" + number + ": error: this line is off: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"restrict", "no-pty", "pty,restrict"})
    void withoutATerminalTheSessionGoesOn(String options) {
        Ran ran = Paramiko.run(gateway, web.name(), """
                transport = started()
                transport.auth_publickey(login, paramiko.Ed25519Key.from_private_key_file(more[0]))
                channel = transport.open_session()
                print(ask(channel, "pty-req", "xterm", 80, 24, 0, 0, b""), ask(channel, "exec", "tty; echo on"))
                print(everything(channel))
                """, key(options).toString());
        assertThat(ran.ok()).isEqualTo("failure success\nb'not a tty\\non\\n'\n");
    }

    @Test
    void opensshsClientGoesOnWithoutATerminalUnlessItWasToldToHaveOne() {
        try (Terminal terminal = new Terminal(80, 24, with("no-pty").argv())) {
            terminal.awaitLine("PTY allocation request failed on channel 0");
            terminal.enter("tty; exit 4");
            terminal.awaitLine("not a tty");
            assertThat(terminal.awaitEnd()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"restrict,pty", "no-pty,pty", "user-rc,no-user-rc"})
    void theLastWordAboutTheTerminalCounts(String options) {
        assertThat(with(options).with("-tt").run("tty").ok()).startsWith("/dev/pts/");
    }

    @Test
    void aForcedCommandRunsInsteadOfACommand() {
        assertThat(with(FORCED).run("echo mine; id").ok()).isEqualTo("forced:echo mine; id\n");
    }

    @Test
    void aForcedCommandRunsInsteadOfAShell() {
        assertThat(with(FORCED)
                        .feed("echo mine\n".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .ok())
                .isEqualTo("forced:\n");
    }

    @Test
    void aForcedCommandRunsOnATerminalToo() {
        try (Terminal terminal = new Terminal(80, 24, with(FORCED).with("-tt").argv())) {
            terminal.awaitLine("forced:");
            assertThat(terminal.awaitEnd()).isZero();
        }
    }

    /** Nothing but the forced command answers, whether subsystems are served or not. */
    @ParameterizedTest
    @ValueSource(strings = {"sftp", "no-such-subsystem"})
    void aForcedCommandIsNotEscapedByASubsystem(String subsystem) {
        Ran ran = with(FORCED).with("-s").run(subsystem);
        assertThat(ran.out()).isIn("", "forced:" + subsystem + "\n");
    }

    @Test
    void aForcedCommandIsNotEscapedBySftp() {
        copies("sftp", List.of(), " /tmp/by-sftp", true);
    }

    @Test
    void aForcedCommandIsNotEscapedByScp() {
        copies("scp", List.of(), "/tmp/by-scp", false);
        copies("scp", List.of("-O"), "/tmp/by-old-scp", false);
    }

    private static void copies(String program, List<String> options, String path, boolean batch) {
        Path file = site.dir().resolve("sent");
        Site.write(file, "sent");
        List<String> argv = new ArrayList<>(List.of(program));
        argv.addAll(options);
        argv.addAll(List.of(
                "-P", Integer.toString(gateway.port()), "-i", key(FORCED).toString(), "-F", "/dev/null"));
        argv.addAll(List.of("-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "BatchMode=yes"));
        argv.addAll(List.of("-o", "StrictHostKeyChecking=accept-new"));
        argv.addAll(List.of("-o", "UserKnownHostsFile=" + site.dir().resolve("known_hosts")));
        Ran ran;
        if (batch) {
            argv.addAll(List.of("-b", "-", web.name() + "@127.0.0.1"));
            ran = Child.run(argv, ("put " + file + path + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } else {
            argv.addAll(List.of(file.toString(), web.name() + "@127.0.0.1:" + path));
            ran = Child.run(argv);
        }
        assertThat(ran.code()).as(ran.toString()).isNotZero();
        assertThat(web.sh("ls /tmp")).doesNotContain("by-");
    }

    @Test
    void aForcedCommandIsNotEscapedByAConnectionThatAsksForNothing() throws IOException {
        Path socket = Files.createTempDirectory("hw").resolve("s");
        try (Child client = with(FORCED)
                .with("-N", "-L", socket + ":127.0.0.1:22", "-o", "LogLevel=ERROR")
                .start()) {
            Eventually.holds(() -> Files.exists(socket), client::toString);
            try (SocketChannel through = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                through.connect(UnixDomainSocketAddress.of(socket));
                assertThat(through.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            }
            assertThat(client.out()).isEmpty();
        }
        Files.deleteIfExists(socket);
        Files.delete(socket.getParent());
    }

    @Test
    void twoForcedCommandsAreNone() {
        off("command=\"true\",command=\"true\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"from=\"127.0.0.0/8\"", "from=\"::ffff:127.0.0.0/104\"", "from=\"127.*\""})
    void whoComesFromThereIsLetIn(String options) {
        assertThat(with(options).run("echo in").ok()).isEqualTo("in\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"from=\"*,!127.0.0.1\"", "from=\"127.0.0.0/8,!127.0.0.*\"", "from=\"10.0.0.0/8\""})
    void whoComesFromElsewhereIsRefused(String options) {
        refused(options);
    }

    @Test
    void aClientOfIpv4IsItselfWhereTheGatewayListensOnIpv6() {
        try (Site own = Site.create().listen("[::]:0")) {
            Site.write(own.keys().resolve(web.name()), "from=\"127.0.0.1\" " + own.publicKey());
            try (Gateway six = own.start()) {
                assertThat(Paramiko.run(six, web.name(), "print(connected().is_authenticated())")
                                .ok())
                        .isEqualTo("True\n");
            }
        }
    }

    @Test
    void aHostsNameIsNotLookedUp() {
        off("from=\"localhost\"");
    }

    @Test
    void aTimeToComeLetsIn() {
        assertThat(with("expiry-time=\"20990101Z\"").run("echo in").ok()).isEqualTo("in\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"expiry-time=\"20200101Z\"", "expiry-time=\"20990101Z\",expiry-time=\"20200101Z\""})
    void theEarliestTimeThatPassedRefuses(String options) {
        refused(options);
    }

    @Test
    void aTimeThatIsNoneRefuses() {
        off("expiry-time=\"tomorrow\"");
    }

    @Test
    void aSessionEndsWithinFiveSecondsOfItsKeysExpiry() {
        try (Box box = Box.busybox()) {
            Instant expiry = Instant.now().plusSeconds(7);
            Site.write(
                    site.keys().resolve(box.name()), "expiry-time=\"" + UTC.format(expiry) + "\" " + site.publicKey());
            Eventually.within(
                    Duration.ofSeconds(5), () -> gateway.ssh(box).run("true").code() == 0, gateway::log);
            try (Child client = gateway.ssh(box).start("echo up; sleep 66666")) {
                client.awaitOut("up");
                Ran ran = client.await(Duration.between(Instant.now(), expiry.plusSeconds(5)));
                assertThat(Instant.now()).isAfterOrEqualTo(expiry.minusSeconds(1));
                assertThat(ran.err()).contains("may no longer open this login");
            }
            box.awaitEmpty();
            Ran late = gateway.ssh(box).run("echo inside");
            assertThat(late.code()).isEqualTo(255);
            assertThat(late.out()).isEmpty();
        }
    }

    @Test
    void ofTwoVariablesWithOneNameTheFirstCounts() {
        assertThat(with("environment=\"LC_A=1\",environment=\"LC_A=2\",environment=\"LC_B=b c\"")
                        .run("echo \"$LC_A,$LC_B\"")
                        .ok())
                .isEqualTo("1,b c\n");
    }

    @Test
    void aVariableTheConfigurationDoesNotListIsNotSet() {
        String options =
                "environment=\"LD_PRELOAD=/nowhere.so\",environment=\"PATH=/nowhere\",environment=\"BASH_ENV=/x\"";
        Ran ran = with(options).run("echo \"[$LD_PRELOAD$BASH_ENV]\"; printenv PATH");
        assertThat(ran.ok()).startsWith("[]\n").doesNotContain("nowhere");
        assertThat(ran.err()).isEmpty();
        int number = List.copyOf(KEYS.keySet()).indexOf(options) + 1;
        assertThat(gateway.log()).contains(web.name() + ":" + number + " has environment= for LD_PRELOAD");
    }

    @Test
    void aVariableOfTheGatewaysOwnTurnsTheLineOff() {
        off("environment=\"HATCHWAY_SESSION=1\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such-option", "environment=\"LC_A"})
    void aLineThatIsNotUnderstoodIsOffAlone(String options) {
        off(options);
        assertThat(with("user-rc,no-user-rc").run("echo in").ok()).isEqualTo("in\n");
    }
}
