package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.LogLine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LogLinesTest {
    private static final String TIME = "2026-01-01T00:00:00.000000001Z";

    private final List<LogLine> told = new ArrayList<>();
    private final LogLines lines = new LogLines(LogLines.Stamps.IN_TEXT, true, told::add);

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
    void aTimeMayBeThatOfTheEnginesOwnZone() throws Exception {
        for (String time : List.of("2026-01-01T00:00:00.000000001+01:00", "2026-01-01T00:00:00.000000001-05:30")) {
            for (char c : (time + " hello\n").toCharArray()) {
                write(String.valueOf(c));
            }
            assertThat(told.removeLast()).isEqualTo(new LogLine(time, true, "hello"));
        }
        write("2026-01-01T00:00:00.000000001+xy hello\n");
        assertThat(told.removeLast().text()).isEqualTo("2026-01-01T00:00:00.000000001+xy hello");
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
        int parts = 12;
        write((TIME + " " + "x".repeat(LogLines.PART)).repeat(parts) + TIME + " \n" + TIME + " next\n");
        assertThat(told).hasSizeGreaterThan(3).allMatch(line -> line.text().length() <= 64 * 1024);
        assertThat(told).extracting(LogLine::time).containsOnly(TIME);
        assertThat(told.stream().mapToInt(line -> line.text().length()).sum()).isEqualTo(parts * LogLines.PART + 4);
    }

    @Test
    void rawLinesKeepEveryByte() throws Exception {
        LogLines raw = new LogLines(LogLines.Stamps.NONE, false, told::add);
        byte[] bytes = {(byte) 0xFF, 0x1B, '[', 'm', '\r', '\n', 'x', ' ', 'y', 0, (byte) 0xC3};
        raw.write(bytes, 0, bytes.length);
        raw.end();
        assertThat(told).extracting(LogLine::text).containsExactly("\u00ff\u001b[m\r\n", "x y\u0000\u00c3");
    }

    @Test
    void aTerminalsLineInPartsHasNoneOfTheirTimes() throws Exception {
        String later = TIME.replace('1', '2');
        String text = "a".repeat(LogLines.PART) + "b".repeat(LogLines.PART) + "c";
        write(TIME + " " + "a".repeat(LogLines.PART) + later + " " + "b".repeat(LogLines.PART) + later + " c\n" + TIME
                + " next\n");
        assertThat(told).containsExactly(new LogLine(TIME, true, text), new LogLine(TIME, true, "next"));
    }

    @Test
    void aLineThatEndsWhereItsPartEndsIsWhole() throws Exception {
        write(TIME + " " + "a".repeat(LogLines.PART) + TIME + " \n" + TIME + " next\n");
        assertThat(told).extracting(LogLine::text).containsExactly("a".repeat(LogLines.PART), "next");
    }

    @Test
    void whatAProgramWroteIsNotTakenForATime() throws Exception {
        write(TIME + " " + TIME + " mine\n");
        write(TIME + " " + "a".repeat(LogLines.PART) + "2026-01-01T00:00:00 mine\n");
        assertThat(told)
                .extracting(LogLine::text)
                .containsExactly(TIME + " mine", "a".repeat(LogLines.PART) + "2026-01-01T00:00:00 mine");
    }

    @Test
    void everyFrameHasATimeOfItsOwnAndALineItsFirst() throws Exception {
        LogLines framed = new LogLines(LogLines.Stamps.IN_FRAMES, false, told::add);
        String later = TIME.replace('1', '2');
        for (String frame : List.of(
                TIME + " " + "a".repeat(LogLines.PART),
                later + " " + later + " in the text\n",
                later + " next\n",
                later + " without an end")) {
            framed.frame();
            byte[] bytes = frame.getBytes(UTF_8);
            for (int at = 0; at < bytes.length; at += 7) {
                framed.write(bytes, at, Math.min(7, bytes.length - at));
            }
        }
        framed.end();
        assertThat(told)
                .containsExactly(
                        new LogLine(TIME, false, "a".repeat(LogLines.PART) + later + " in the text"),
                        new LogLine(later, false, "next"),
                        new LogLine(later, false, "without an end"));
    }
}
