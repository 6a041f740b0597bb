package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are not OpenSSH's: PuTTY's plink and Python's paramiko. */
@RealEngine
final class OtherClientsIT {
    /** Sends a signal request to a program that traps it: its name twice. */
    private static final String SIGNAL = """
            channel = client.get_transport().open_session()
            channel.exec_command("trap 'echo got it; exit 9' %s; echo up; while :; do sleep 0.1; done")
            up = channel.recv(100)
            message = paramiko.Message()
            message.add_byte(bytes([98]))
            message.add_int(channel.remote_chanid)
            message.add_string("signal")
            message.add_boolean(False)
            message.add_string("%s")
            client.get_transport()._send_user_message(message)
            print(up, channel.makefile().read(), channel.recv_exit_status())
            """;

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Site site;
    private static Box web;
    private static Gateway gateway;
    private static Putty putty;

    @BeforeAll
    static void start() {
        web = STAGE.add(Box.debian());
        site = STAGE.add(Site.create()).open(web);
        gateway = STAGE.add(site.start());
        putty = new Putty(gateway);
    }

    private static List<String> plink(String command) {
        return putty.argv("plink", "-ssh", "-l", web.name(), "127.0.0.1", command);
    }

    private static byte[] everyByte() {
        byte[] all = new byte[100 * 256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        return all;
    }

    @Test
    void plinkRunsACommand() {
        Ran ran = Child.run(plink("echo out; echo err >&2; exit 3"));
        assertThat(ran.out()).isEqualTo("out\n");
        assertThat(ran.err()).isEqualTo("err\n");
        assertThat(ran.code()).isEqualTo(3);
    }

    @Test
    void plinksBytesPassUnchanged() {
        assertThat(Child.run(plink("cat"), everyByte()).bytes()).isEqualTo(everyByte());
    }

    @Test
    void nothingOutlivesPlink() {
        try (Child client = Child.start(plink("echo up; sleep 80000; true"))) {
            client.awaitOut("up");
            client.signal("KILL");
            web.awaitEmpty();
        }
    }

    @Test
    void plinkOpensAShellOnATerminal() {
        List<String> argv = new ArrayList<>(plink(""));
        argv.removeLast();
        argv.add(1, "-t");
        try (Terminal terminal = new Terminal(90, 25, argv)) {
            terminal.awaitScreen("#");
            terminal.enter("stty size; exit 7");
            terminal.awaitLine("25 90");
            assertThat(terminal.awaitEnd()).isEqualTo(7);
        }
    }

    /** Runs Python with a connected paramiko client called {@code client}. */
    private static Ran paramiko(String body) {
        String script = """
                import hashlib, paramiko, sys, time
                client = paramiko.SSHClient()
                client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
                client.connect("127.0.0.1", int(sys.argv[1]), sys.argv[2], key_filename=sys.argv[3],
                               allow_agent=False, look_for_keys=False)
                %s
                client.close()
                """.formatted(body);
        return Child.run(List.of(
                "/usr/bin/python3",
                "-W",
                "ignore",
                "-c",
                script,
                Integer.toString(gateway.port()),
                web.name(),
                site.userKey().toString()));
    }

    @Test
    void paramikoRunsACommand() {
        Ran ran = paramiko("""
                stdin, stdout, stderr = client.exec_command("echo out; echo err >&2; exit 3")
                print(stdout.read(), stderr.read(), stdout.channel.recv_exit_status())
                """);
        assertThat(ran.ok()).isEqualTo("b'out\\n' b'err\\n' 3\n");
    }

    @Test
    void paramikosBytesPassUnchanged() {
        Ran ran = paramiko("""
                sent = bytes(range(256)) * 4000
                stdin, stdout, stderr = client.exec_command("sha256sum; exit 0")
                stdin.write(sent)
                stdin.channel.shutdown_write()
                print(stdout.read().decode().split()[0] == hashlib.sha256(sent).hexdigest())
                stdin, stdout, stderr = client.exec_command("cat")
                stdin.write(sent[:100000])
                stdin.channel.shutdown_write()
                print(stdout.read() == sent[:100000])
                """);
        assertThat(ran.ok()).isEqualTo("True\nTrue\n");
    }

    @Test
    void paramikosTerminalHasItsSizeAndFollowsAResize() {
        Ran ran = paramiko("""
                channel = client.get_transport().open_session()
                channel.get_pty("vt100", 77, 33)
                channel.exec_command("stty size; echo $TERM; trap 'stty size; exit 5' WINCH; while :; do sleep 0.1; done")
                seen = b""
                while b"vt100" not in seen:
                    seen += channel.recv(1000)
                channel.resize_pty(66, 22)
                while True:
                    more = channel.recv(1000)
                    if not more:
                        break
                    seen += more
                print(seen.split(), channel.recv_exit_status())
                """);
        assertThat(ran.ok()).isEqualTo("[b'33', b'77', b'vt100', b'22', b'66'] 5\n");
    }

    /** OpenSSH's client would not even send them. */
    @ParameterizedTest
    @ValueSource(strings = {"web;id", "-v", "$(id)", "`id`", "web\nweb", "|"})
    void aLoginThatIsShellCodeStaysOut(String login) {
        Ran ran = Child.run(List.of(
                "/usr/bin/python3",
                "-W",
                "ignore",
                "-c",
                """
                import paramiko, sys
                transport = paramiko.Transport(("127.0.0.1", int(sys.argv[1])))
                transport.start_client()
                try:
                    transport.auth_publickey(sys.argv[2], paramiko.Ed25519Key.from_private_key_file(sys.argv[3]))
                    print("in")
                except paramiko.AuthenticationException:
                    print("out")
                transport.close()
                """,
                Integer.toString(gateway.port()),
                login,
                site.userKey().toString()));
        assertThat(ran.ok()).isEqualTo("out\n");
    }

    @Test
    void aSecondCommandOnOneChannelIsRefused() {
        Ran ran = paramiko("""
                channel = client.get_transport().open_session()
                channel.exec_command("sleep 1; echo first")
                try:
                    channel.exec_command("echo second")
                    print("taken")
                except paramiko.SSHException:
                    print("refused")
                """);
        assertThat(ran.ok()).isEqualTo("refused\n");
    }

    @Test
    void aSignalRequestReachesTheProgram() {
        Ran ran = paramiko(SIGNAL.formatted("USR1", "USR1"));
        assertThat(ran.ok()).isEqualTo("b'up\\n' b'got it\\n' 9\n");
    }

    @Test
    void aTermRequestReachesAProgramThatMindsIt() {
        Ran ran = paramiko(SIGNAL.formatted("TERM", "TERM"));
        assertThat(ran.ok()).isEqualTo("b'up\\n' b'got it\\n' 9\n");
    }

    @Test
    void aKillRequestEndsTheProgramWith137() {
        Ran ran = paramiko("""
                channel = client.get_transport().open_session()
                channel.exec_command("echo up; exec sleep 81000")
                up = channel.recv(100)
                message = paramiko.Message()
                message.add_byte(bytes([98]))
                message.add_int(channel.remote_chanid)
                message.add_string("signal")
                message.add_boolean(False)
                message.add_string("KILL")
                client.get_transport()._send_user_message(message)
                print(channel.recv_exit_status())
                """);
        assertThat(ran.ok()).isEqualTo("137\n");
    }
}
