package io.hatchway.console;

import static io.hatchway.fuzz.FuzzTarget.that;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.fuzz.FuzzTarget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** No line longer than the bound is let through whole, however it is read; what is not too long passes unchanged. */
final class BoundedLinesFuzz implements FuzzTarget {
    private static final int LONGEST = 16;

    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                "\1short\nlines\n",
                "\7a line that is longer than sixteen\n",
                "\3sixteen letters.\r17 letters are it",
                "\37\3\3");
    }

    /** The first byte is the size of reads. */
    @Override
    public void hold(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        byte[] said = Arrays.copyOfRange(input, 1, input.length);
        BoundedLines lines = new BoundedLines(new ByteArrayInputStream(said), LONGEST);
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 + (input[0] & 0xff)];
        for (int count; (count = lines.read(buffer, 0, buffer.length)) >= 0; ) {
            heard.write(buffer, 0, count);
        }
        boolean tooLong = Arrays.stream(new String(said, ISO_8859_1).split("[\n\r\3]", -1))
                .anyMatch(line -> line.length() > LONGEST);
        that(lines.exceeded() == tooLong, "exceeded: %s, too long: %s", lines.exceeded(), tooLong);
        that(tooLong || heard.size() == said.length, "%d of %d bytes", heard.size(), said.length);
        that(
                Arrays.equals(heard.toByteArray(), 0, heard.size(), said, 0, heard.size()),
                "what passes is not what was said");
        boolean passedWhole = Arrays.stream(heard.toString(ISO_8859_1).split("[\n\r\3]", -1))
                .anyMatch(line -> line.length() > LONGEST);
        that(!passedWhole, "a line that is too long passed");
    }
}
