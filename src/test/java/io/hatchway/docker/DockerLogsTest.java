package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.LogLine;
import io.hatchway.session.ForeignDigits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DockerLogsTest {
    private static final String TIME = "2026-01-01T00:00:00.000000001Z";

    private final List<LogLine> told = new ArrayList<>();
    private final DockerLogs.LogLines lines = new DockerLogs.LogLines(true, false, told::add);

    private void write(String text) throws InterruptedException {
        byte[] bytes = text.getBytes(UTF_8);
        lines.write(bytes, 0, bytes.length);
    }

    @Test
    void aLineLosesItsTimeAndItsEnd() throws Exception {
        write(TIME + " hello\r\n");
        assertThat(told).containsExactly(new LogLine(TIME, true, "hello"));
    }

    @Test
    void aLineMayComeInAnyPieces() throws Exception {
        for (char c : (TIME + " grün\n" + TIME + " two\n").toCharArray()) {
            write(String.valueOf(c));
        }
        assertThat(told).extracting(LogLine::text).containsExactly("grün", "two");
    }

    @Test
    void anEmptyLineIsALine() throws Exception {
        write(TIME + " \n");
        assertThat(told).extracting(LogLine::text).containsExactly("");
    }

    @Test
    void whatHasNoEndIsToldAtTheEnd() throws Exception {
        write(TIME + " prompt> ");
        assertThat(told).isEmpty();
        lines.end();
        assertThat(told).extracting(LogLine::text).containsExactly("prompt> ");
    }

    @Test
    void anEndlessLineComesInPiecesAndIsNotKept() throws Exception {
        write(TIME + " " + "x".repeat(200_000) + "\n" + TIME + " next\n");
        assertThat(told).hasSizeGreaterThan(3).allMatch(line -> line.text().length() <= 64 * 1024);
        assertThat(told).extracting(LogLine::time).containsOnly(TIME);
        assertThat(told.stream().mapToInt(line -> line.text().length()).sum()).isEqualTo(200_004);
    }

    @Test
    void rawLinesKeepEveryByte() throws Exception {
        DockerLogs.LogLines raw = new DockerLogs.LogLines(false, true, told::add);
        byte[] bytes = {(byte) 0xFF, 0x1B, '[', 'm', '\r', '\n', 'x', ' ', 'y', 0, (byte) 0xC3};
        raw.write(bytes, 0, bytes.length);
        raw.end();
        assertThat(told).extracting(LogLine::text).containsExactly("\u00ff\u001b[m\r\n", "x y\u0000\u00c3");
    }

    @Test
    void timesAreAsciiWhateverTheLocale() throws Exception {
        ForeignDigits.during(() ->
                assertThat(DockerLogs.seconds(Instant.ofEpochSecond(17, 5))).isEqualTo("17.000000005"));
    }
}
