package io.hatchway.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    private static final Pattern OWN = Pattern.compile("\u001b\\[[0-9;]*[mHKJ]|\u001b\\[\\?(1049|25)[hl]");

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Gateway gateway;
    private static Box evil;

    @BeforeAll
    static void start() {
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
                        "printf '" + octal(all) + "\\nthe-end\\n'; exec sleep 99999 '" + sequences() + "'"));
        evil = STAGE.add(Box.existing(name));
        Site site = STAGE.add(Site.create()).open("admin");
        gateway = STAGE.add(site.start());
        Eventually.holds(
                () -> gateway.ssh("admin").run("logs", evil.name()).out().contains("the-end"), () -> "no log");
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

    private static String octal(String bytes) {
        StringBuilder text = new StringBuilder();
        for (byte one : bytes.getBytes(ISO_8859_1)) {
            text.append('\\')
                    .append(Integer.toOctalString(0x1000 + (one & 0xFF)).substring(1));
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
                "audit --tail 50",
                "sessions list",
                "logs 'x\u001b[2J'",
            })
    void nothingReachesTheOperatorsTerminal(String line) throws CharacterCodingException {
        String command = line.replace("NAME", evil.name());
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
}
