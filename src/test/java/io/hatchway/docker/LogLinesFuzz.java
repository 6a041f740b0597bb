package io.hatchway.docker;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.container.LogLine;
import io.hatchway.fuzz.FuzzTarget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A log is the same lines in whatever pieces it comes, and none of them is longer than it may be or has a break in it. */
final class LogLinesFuzz implements FuzzTarget {
    private static final List<LogLines.Stamps> STAMPS = List.of(LogLines.Stamps.values());
    private static final int LONGEST = 64 * 1024;
    private static final String TIME = "2026-01-01T00:00:00.000000001Z ";

    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                "\0\1" + TIME + "hello\r\n" + TIME + "next\n",
                "\1\7" + TIME + "a frame",
                "\1\17" + TIME + TIME + "in the text\n" + TIME,
                "\2\3raw\n\n",
                "\0\5no time\n2026-01-01T00:00:00.0000000 \n",
                "\4\40" + TIME + "in parts");
    }

    /** The first byte says where times are, and what one of the bytes is repeated to; the second the size of pieces. */
    @Override
    public void hold(byte[] input) throws Exception {
        if (input.length < 3) {
            return;
        }
        LogLines.Stamps stamps = STAMPS.get((input[0] & 3) % STAMPS.size());
        byte[] said = Arrays.copyOfRange(input, 2, input.length);
        if ((input[0] & 4) != 0) {
            // Long enough for the engine to have kept it in parts.
            said = Arrays.copyOf(said, LogLines.PART + said.length);
            Arrays.fill(said, input.length - 2, said.length - 8, (byte) 'x');
        }
        List<LogLine> whole = lines(stamps, said, said.length);
        that(whole.equals(lines(stamps, said, 1 + (input[1] & 0x7F))), "other lines in pieces: %s", whole);
        for (LogLine line : whole) {
            that(
                    line.text().length() <= LONGEST,
                    "a line of %d characters",
                    line.text().length());
            that(stamps == LogLines.Stamps.NONE || line.text().indexOf('\n') < 0, "a break within a line");
        }
    }

    private static List<LogLine> lines(LogLines.Stamps stamps, byte[] said, int piece) throws InterruptedException {
        List<LogLine> told = new ArrayList<>();
        LogLines lines = new LogLines(stamps, false, told::add);
        lines.frame();
        for (int at = 0; at < said.length; at += piece) {
            lines.write(said, at, Math.min(piece, said.length - at));
        }
        lines.end();
        return told;
    }
}
