package io.hatchway.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may connect, as OpenSSH's client and bare connections from several addresses find it. */
@RealEngine
final class DoorIT {
    private static final String NOT_NOW = "Not allowed at this time\r\n";

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box web;

    @BeforeAll
    static void box() {
        web = STAGE.add(Box.debian());
    }

    private static Site site() {
        return Site.create().open(web);
    }

    private static Socket connect(Gateway gateway, String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        socket.connect(new InetSocketAddress(gateway.host(), gateway.port()));
        socket.setSoTimeout(5000);
        return socket;
    }

    private static String firstLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c >= 0;
                c = socket.getInputStream().read()) {
            line.append((char) c);
            if (c == '\n') {
                break;
            }
        }
        return line.toString();
    }

    @Test
    void threeHundredIdleConnectionsOfOneSourceAreNoHindranceToAnother() throws IOException {
        try (Site site = site();
                Gateway gateway = site.start()) {
            List<Socket> idle = new ArrayList<>();
            int admitted = 0;
            for (int i = 0; i < 300; i++) {
                Socket socket = connect(gateway, "127.0.0.2");
                idle.add(socket);
                admitted += firstLine(socket).startsWith("SSH-2.0-") ? 1 : 0;
            }
            assertThat(admitted).isBetween(10, 20);
            for (int i = 0; i < 10; i++) {
                assertThat(gateway.ssh(web).run("echo in").ok()).isEqualTo("in\n");
            }
            assertThat(gateway.log()).contains("a connection from 127.0.0.2 was turned away: ", "ssh.");
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void whoGuessesKeysIsKeptOutForAWhileAndAnotherIsNot() throws IOException {
        try (Site site = site();
                Gateway gateway = site.start()) {
            Path wrong = site.newKey("wrong");
            for (int i = 0; i < 4; i++) {
                Ran ran =
                        gateway.ssh(web).withKey(wrong).with("-b", "127.0.0.3").run("true");
                assertThat(ran.err()).contains("Permission denied");
            }
            Eventually.holds(() -> gateway.log().contains("127.0.0.3 is kept out for"), gateway::log);
            try (Socket socket = connect(gateway, "127.0.0.3")) {
                assertThat(firstLine(socket)).isEqualTo(NOT_NOW);
            }
            Ran ran = gateway.ssh(web).with("-b", "127.0.0.3").run("true");
            assertThat(ran.code()).as("%s", ran).isEqualTo(255);
            assertThat(gateway.log())
                    .contains("a connection from 127.0.0.3 was turned away: it is kept out for")
                    .contains("it failed to log in (ssh.per_source_penalties.authfail)");
            assertThat(gateway.ssh(web).with("-b", "127.0.0.4").run("echo in").ok())
                    .isEqualTo("in\n");
        }
    }

    @Test
    void anAgentFullOfKeysIsNoOffence() throws IOException {
        try (Site site = site();
                Gateway gateway = site.start()) {
            List<String> keys = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                keys.addAll(List.of("-i", site.newKey("other" + i).toString()));
            }
            for (int i = 0; i < 6; i++) {
                List<String> argv =
                        new ArrayList<>(gateway.ssh(web).with("-b", "127.0.0.5").argv("echo in"));
                argv.addAll(1, keys);
                assertThat(Child.run(argv).ok()).isEqualTo("in\n");
            }
            assertThat(gateway.log()).doesNotContain("kept out");
        }
    }

    /** As sshd's MaxAuthTries counts: the third failure ends it, whatever would have come after. */
    @Test
    void asManyWrongKeysAsConfiguredEndAConnectionAndOneFewerDoNot() {
        try (Site site = site().configure("ssh: { max_auth_tries: 3, per_source_penalties: { enabled: false } }\n");
                Gateway gateway = site.start()) {
            List<String> wrong = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                wrong.addAll(List.of("-i", site.newKey("wrong" + i).toString()));
            }
            assertThat(withKeysBefore(gateway, wrong).ok()).isEqualTo("in\n");
            wrong.addAll(List.of("-i", site.newKey("wrong2").toString()));
            Ran ran = withKeysBefore(gateway, wrong);
            assertThat(ran.code()).isEqualTo(255);
            assertThat(ran.err()).contains("Too many authentication failures");
            assertThat(gateway.log()).contains("was cut off: it failed to log in 3 times (ssh.max_auth_tries)");
        }
    }

    /** Tries these keys before the one that opens the box. */
    private static Ran withKeysBefore(Gateway gateway, List<String> keys) {
        List<String> argv = new ArrayList<>(gateway.ssh(web).argv("echo in"));
        argv.addAll(1, keys);
        return Child.run(argv);
    }

    /** Paramiko signs with each key at once, and asks for the service anew before each. */
    @Test
    void paramikosKeysAreCountedTheSame() {
        try (Site site = site().configure("ssh: { max_auth_tries: 3, per_source_penalties: { enabled: false } }\n");
                Gateway gateway = site.start()) {
            Ran ran = Paramiko.run(
                    gateway, web.name(), """
                    stranger = paramiko.Ed25519Key.from_private_key_file(more[0])
                    door = Door()
                    print([door.prove(login, stranger)[0] for attempt in range(2)], door.prove(login, key)[0])
                    door = Door()
                    print([door.offer(login, key)[0] for attempt in range(3)], door.prove(login, key)[0])
                    door = Door()
                    print([door.prove(login, stranger)[0] for attempt in range(3)], door.transport.is_active())
                    transport = started()
                    for attempt in range(3):
                        try:
                            transport.auth_publickey(login, stranger)
                        except paramiko.SSHException:
                            print("refused", transport.is_active())
                    """, site.newKey("stranger").toString());
            assertThat(ran.ok())
                    .isEqualTo(
                            "[51, 51] 52\n[60, 60, 60] 52\n[51, 51, 1] False\nrefused True\nrefused True\nrefused False\n");
        }
    }

    @Test
    void whoSpeaksNoSshIsKeptOutTheThirdTime() throws IOException {
        try (Site site = site();
                Gateway gateway = site.start()) {
            for (int i = 0; i < 2; i++) {
                try (Socket socket = connect(gateway, "127.0.0.6")) {
                    socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
                    socket.getInputStream().readAllBytes();
                } catch (IOException reset) {
                    // as good an end as any
                }
            }
            Eventually.holds(() -> gateway.log().contains("127.0.0.6 is kept out for"), gateway::log);
            try (Socket socket = connect(gateway, "127.0.0.6")) {
                assertThat(firstLine(socket)).isEqualTo(NOT_NOW);
            }
            assertThat(gateway.log()).contains("was cut off: it did not speak SSH");
        }
    }

    @Test
    void whoLingersIsCutOffAtTheGrace() throws IOException {
        try (Site site = site().configure("ssh: { login_grace: 1s }\n");
                Gateway gateway = site.start();
                Socket socket = connect(gateway, "127.0.0.7")) {
            long start = System.nanoTime();
            assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                    .startsWith("SSH-2.0-");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
            Eventually.holds(
                    () -> gateway.log()
                            .contains("was cut off: nobody had logged in on it within 1000 ms (ssh.login_grace)"),
                    gateway::log);
        }
    }

    /** Passes a connection on behind the header a proxy would write. */
    private static Thread relay(ServerSocket listener, Gateway gateway, byte[] header) {
        return Thread.startVirtualThread(() -> {
            while (true) {
                try {
                    Socket client = listener.accept();
                    Socket server = connect(gateway, "127.0.0.8");
                    server.setSoTimeout(0);
                    server.getOutputStream().write(header);
                    copy(client, server);
                    copy(server, client);
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private static void copy(Socket from, Socket to) {
        Thread.startVirtualThread(() -> {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException closed) {
                // the other direction ended
            }
        });
    }

    private static byte[] version2(String client) {
        byte[] address = InetAddress.ofLiteral(client).getAddress();
        byte[] header = {
            13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10, 0x21, 0x11, 0, 15, 0, 0, 0, 0, 127, 0, 0, 1, 4, 1, 0, 22,
            4, 0, 0
        };
        System.arraycopy(address, 0, header, 16, 4);
        return header;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aListedProxyNamesTheClient(int version) throws IOException {
        try (Site site = site().configure("ssh: { proxy_protocol_from: [127.0.0.8] }\n")) {
            Site.write(site.keys().resolve(web.name()), "from=\"203.0.113.9\" " + site.publicKey());
            for (String client : List.of("203.0.113.9", "203.0.113.10")) {
                byte[] header = version == 1
                        ? ("PROXY TCP4 " + client + " 192.0.2.1 1025 22\r\n").getBytes(US_ASCII)
                        : version2(client);
                try (Gateway gateway = site.start();
                        ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
                    relay(listener, gateway, header);
                    List<String> argv = new ArrayList<>(gateway.ssh(web).argv("echo in"));
                    // The first of an option counts.
                    argv.addAll(1, List.of("-p", Integer.toString(listener.getLocalPort())));
                    Ran ran = Child.run(argv);
                    assertThat(ran.code()).as("%s", ran).isEqualTo(client.endsWith(".9") ? 0 : 255);
                    assertThat(ran.out()).isEqualTo(client.endsWith(".9") ? "in\n" : "");
                }
            }
        }
    }

    /** A header without an address: the proxy speaks for itself, as its health checks do. */
    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN\r\n", "LOCAL", "UNSPEC"})
    void aProxyMaySpeakForItself(String kind) throws IOException {
        byte[] local = version2("0.0.0.0");
        local[kind.equals("LOCAL") ? 12 : 13] = (byte) (kind.equals("LOCAL") ? 0x20 : 0);
        byte[] header = kind.startsWith("PROXY") ? kind.getBytes(US_ASCII) : local;
        try (Site site = site().configure("ssh: { proxy_protocol_from: [127.0.0.8] }\n")) {
            Site.write(site.keys().resolve(web.name()), "from=\"127.0.0.8\" " + site.publicKey());
            try (Gateway gateway = site.start();
                    ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
                for (int i = 0; i < 6; i++) {
                    try (Socket check = connect(gateway, "127.0.0.8")) {
                        check.getOutputStream().write(header);
                        assertThat(firstLine(check)).startsWith("SSH-2.0-");
                    }
                }
                relay(listener, gateway, header);
                List<String> argv = new ArrayList<>(gateway.ssh(web).argv("echo in"));
                argv.addAll(1, List.of("-p", Integer.toString(listener.getLocalPort())));
                assertThat(Child.run(argv).ok()).isEqualTo("in\n");
                assertThat(gateway.log()).contains("logged in from 127.0.0.8:").doesNotContain("kept out");
            }
        }
    }

    @Test
    void aListedProxyMustNameTheClient() throws IOException {
        try (Site site = site().configure("ssh: { proxy_protocol_from: [127.0.0.8] }\n");
                Gateway gateway = site.start()) {
            Ran ran = gateway.ssh(web).with("-b", "127.0.0.8").run("true");
            assertThat(ran.code()).isEqualTo(255);
            Eventually.holds(() -> gateway.log().contains("did not begin with a PROXY protocol header"), gateway::log);
            assertThat(gateway.ssh(web).with("-b", "127.0.0.9").run("echo in").ok())
                    .isEqualTo("in\n");
        }
    }

    @Test
    void aHeaderOfAnybodyElseIsGarbage() throws IOException {
        try (Site site = site().configure("ssh: { proxy_protocol_from: [127.0.0.8] }\n");
                Gateway gateway = site.start();
                Socket socket = connect(gateway, "127.0.0.9")) {
            socket.getOutputStream().write("PROXY TCP4 127.0.0.1 127.0.0.1 1 22\r\nSSH-2.0-x\r\n".getBytes(US_ASCII));
            firstLine(socket);
            Eventually.holds(() -> gateway.log().contains("was cut off: it did not speak SSH"), gateway::log);
        }
    }
}
