package io.hatchway.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A container that says everything a terminal would obey, wherever a container can say something: nothing of it reaches
 * an operator's terminal, byte for byte.
 */
@RealEngine
final class TerminalEscapesIT {
    /** The colours and the live screens are the console's own. */
    private static final Pattern OWN =
            Pattern.compile("\u001b\\[[0-9]+A\r|\u001b\\[[0-9;]*[mHKJ]|\u001b\\[\\?(1049|25|7)[hl]");

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Gateway gateway;
    private static Box evil;
    private static String registry = "";
    private static String recording = "";

    @BeforeAll
    static void start() throws IOException {
        String name = Box.freshName();
        String all = everything();
        Docker.start(
                name,
                "hatchway-test-busybox",
                List.of(
                        "--network=none",
                        "--label=com.docker.compose.project=p\u001b[2J\u009b3J",
                        "--label=com.docker.compose.service=s\u001b]0;owned\u0007",
                        "--label=org.opencontainers.image.title=" + sequences(),
                        "--env=EVIL=" + sequences()),
                List.of(
                        "sh",
                        "-c",
                        "printf '" + octal(all) + "\\nthe-end\\n'; exec sh -c 'sleep 99999; :' '" + sequences() + "'"));
        evil = STAGE.add(Box.existing(name));
        make("volume", "create");
        make("network", "create", "--internal");
        make("image", "build", "-q", "-t");
        registry = lyingRegistry();
        Site site = STAGE.add(Site.create()).open("admin").open(evil).configure("recordings: {mode: strict}\n");
        Site.write(
                site.keys().resolve("commented"),
                Site.read(Site.publicHalf(site.newKey("other"))).replaceFirst(" other\n", " o" + comment() + "\n"));
        gateway = STAGE.add(site.start());
        gateway.ssh(evil)
                .with("-tt")
                .run("printf '" + octal(all) + "'; echo; echo '" + comment() + "'")
                .ok();
        recording = gateway.ssh("admin")
                .run("sessions", "recordings", "-q")
                .ok()
                .lines()
                .findFirst()
                .orElseThrow(() -> new AssertionError(gateway.log()));
        Eventually.holds(
                () -> gateway.ssh("admin").run("logs", evil.name()).out().contains("the-end"), () -> "no log");
        assertThat(Docker.docker("logs", name)).as("what it says").contains("\u001b[?1049h", "\u001b]52;");
    }

    /** Makes something else that has labels, of the container's name. */
    private static void make(String kind, String... create) {
        List<String> argv = new ArrayList<>(List.of("docker"));
        if (!kind.equals("image")) {
            argv.add(kind);
        }
        argv.addAll(List.of(create));
        argv.addAll(List.of(evil.name(), "--label", "title=" + sequences()));
        argv.addAll(List.of("--label", "com.docker.compose.project=p" + comment()));
        if (kind.equals("image")) {
            argv.add("-");
        }
        STAGE.add(() -> Docker.docker(kind, "rm", evil.name()));
        Child.run(argv, "FROM hatchway-test-busybox\n".getBytes(StandardCharsets.UTF_8))
                .ok();
    }

    /** A registry that has nothing and takes nothing, and says so in words that command a terminal. */
    private static String lyingRegistry() throws IOException {
        ServerSocket server = STAGE.add(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        String denied = new ObjectMapper()
                .writeValueAsString(Map.of("errors", List.of(Map.of("code", "DENIED", "message", "no" + sequences()))));
        Thread.startVirtualThread(() -> {
            while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                    answer(client, denied);
                } catch (IOException over) {
                    // the next one is answered, as long as there is one
                }
            }
        });
        String address = "127.0.0.1:" + server.getLocalPort();
        Docker.docker("tag", "hatchway-test-busybox", address + "/x:1");
        STAGE.add(() -> Docker.docker("rmi", address + "/x:1"));
        return address;
    }

    /** Answers one request; whoever begins with TLS is left, so that an engine at once tries without. */
    private static void answer(Socket client, String denied) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
        int first = in.read();
        if (first < 'A' || first > 'Z') {
            return;
        }
        String request = (char) first + in.readLine();
        for (String header = in.readLine(); header != null && !header.isEmpty(); ) {
            header = in.readLine();
        }
        String status = request.contains(" /v2/ ") ? "200 OK" : request.startsWith("HEAD") ? "404 Not Found" : "403 No";
        byte[] body = request.startsWith("HEAD") ? new byte[0] : denied.getBytes(StandardCharsets.UTF_8);
        String head =
                "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                        + body.length + "\r\n\r\n";
        client.getOutputStream().write(head.getBytes(ISO_8859_1));
        client.getOutputStream().write(body);
    }

    /** What fits in one line of a file. */
    private static String comment() {
        return "\u001b[2J\u001b]52;c;QUJD\u0007\u009b3J\u202e";
    }

    /** A few of each kind, as far as an argument can hold them. */
    private static String sequences() {
        return "x\u001b[2J\u001b]52;c;QUJD\u0007\u001bP+q544e\u001b\\\u001b[6n\u001bc\u009b31m\u009d0;t\u009c\u202e\u000e\u0008\r\ny";
    }

    /** Every control character, every escape sequence of one letter, every CSI, and the strings, as bytes. */
    private static String everything() {
        StringBuilder all = new StringBuilder();
        for (char c = 1; c < ' '; c++) {
            all.append('<').append(c).append('>');
        }
        for (char c = 0x7F; c <= 0xFF; c++) {
            all.append(c);
        }
        for (char c = ' '; c < 0x7F; c++) {
            all.append('\u001b').append(c).append("1\u001b(").append(c);
            all.append("\u001b[")
                    .append(c)
                    .append("\u001b[?1049")
                    .append(c)
                    .append("\u001b[>1;2")
                    .append(c);
        }
        for (int number : List.of(0, 1, 2, 4, 7, 8, 9, 10, 11, 50, 52, 104, 133, 777, 1337)) {
            all.append("\u001b]")
                    .append(number)
                    .append(";?\u0007\u001b]")
                    .append(number)
                    .append(";x\u001b\\");
        }
        return all.append("\u001bP$qm\u001b\\\u001b_G\u001b\\\u001b^p\u001b\\\u001bXs\u001b\\")
                .toString();
    }

    /** Three digits each: a fourth would be printed as it is. */
    private static String octal(String bytes) {
        StringBuilder text = new StringBuilder();
        for (byte one : bytes.getBytes(ISO_8859_1)) {
            text.append('\\').append(Integer.toOctalString(0x200 + (one & 0xFF)).substring(1));
        }
        return text.toString();
    }

    private static void assertHarmless(byte[] arrived) throws CharacterCodingException {
        // Not a byte that is no UTF-8: some terminals take those for control characters.
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(arrived))
                .toString();
        String bare = OWN.matcher(text).replaceAll("");
        assertThat(bare.codePoints()
                        .filter(c -> c != '\n' && c != '\r' && c != '\t')
                        .filter(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT))
                .as(bare.replace('\u001b', '?'))
                .isEmpty();
        assertThat(bare.replace("\r\n", "")).as("a carriage return of its own").doesNotContain("\r");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logs NAME",
                "logs -t NAME",
                "logs --json NAME",
                "ps -a NAME",
                "ps -a --json NAME",
                "inspect NAME",
                "inspect --json NAME",
                "top NAME",
                "top --json NAME",
                "stats --once NAME",
                "events --since 1h --until 0s NAME",
                "events --since 1h --until 0s --json NAME",
                "events --since 1h --until 0s --type network",
                "images NAME",
                "images --json NAME",
                "inspect --type image NAME",
                "volumes NAME",
                "volumes --json NAME",
                "inspect --type volume NAME",
                "networks NAME",
                "networks --json NAME",
                "inspect --type network NAME",
                "keys list",
                "keys list --json",
                "keys who NAME",
                "doctor",
                "info",
                "pull REGISTRY/x:2",
                "pull --json REGISTRY/x:2",
                "push REGISTRY/x:1",
                "push --json REGISTRY/x:1",
                "audit --json --tail 50",
                "sessions recordings",
                "sessions recordings --json",
                "sessions replay RECORDING",
                "sessions replay --speed 100 RECORDING",
                "audit --tail 50",
                "sessions list",
                "logs 'x\u001b[2J'",
            })
    void nothingReachesTheOperatorsTerminal(String line) throws CharacterCodingException {
        String command =
                line.replace("NAME", evil.name()).replace("REGISTRY", registry).replace("RECORDING", recording);
        Ran raw = gateway.ssh("admin").run(command);
        assertHarmless(raw.bytes());
        assertHarmless(raw.err().getBytes(StandardCharsets.UTF_8));
        assertThat(OWN.matcher(raw.out()).find()).as("colour on a pipe").isFalse();
        Ran terminal = gateway.ssh("admin")
                .under("env", "TERM=xterm-256color")
                .with("-tt")
                .run(command);
        assertThat(terminal.out()).isNotEmpty();
        assertHarmless(terminal.bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"build", "build --json"})
    void aBuildsWordsAreOnlyShown(String command) throws CharacterCodingException {
        String recipe = "FROM hatchway-test-busybox\nLABEL a=\"" + comment() + "\"\nRUN printf '" + octal(everything())
                + "'; exit 7\n";
        byte[] context = Child.run(List.of(
                        "tar",
                        "-c",
                        "--transform=s/.*/Dockerfile/",
                        "-P",
                        recipe(recipe).toString()))
                .bytes();
        Ran ran = gateway.ssh("admin").feed(context, command, "-");
        assertThat(ran.code()).isEqualTo(1);
        assertThat((ran.out() + ran.err()).toLowerCase(Locale.ROOT))
                .contains("1b[?1049h")
                .contains("non-zero code: 7");
        assertHarmless(ran.bytes());
        assertHarmless(ran.err().getBytes(StandardCharsets.UTF_8));
    }

    private static Path recipe(String text) {
        Path file = gateway.site().dir().resolve("recipe");
        Site.write(file, text);
        return file;
    }
}
