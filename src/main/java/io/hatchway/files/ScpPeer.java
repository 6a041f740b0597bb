package io.hatchway.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.files.Answer.Failed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.util.regex.Pattern;

/**
 * The other side of rcp's protocol: lines, single bytes that acknowledge, and complaints. It has no document; it is what
 * scp -O says and expects.
 */
final class ScpPeer {
    private static final int LONGEST_LINE = 16 * 1024;
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f]");

    private final InputStream in;
    private final OutputStream out;
    private boolean complained;

    ScpPeer(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** Something went wrong on either side, and the exit status says so in the end. */
    boolean complained() {
        return complained;
    }

    void acknowledge() throws IOException {
        out.write(new byte[] {0});
    }

    void complain(FilePath about, Failed failed) throws IOException {
        complain(about, failed.sentence());
    }

    void complain(FilePath about, String sentence) throws IOException {
        complained = true;
        // Both may be the container's own words, and a second line would be one of the protocol's.
        String line = about.latin1() + ": " + FilePath.ofText(sentence).latin1();
        out.write(("\1scp: " + CONTROL.matcher(line).replaceAll("?") + "\n").getBytes(ISO_8859_1));
    }

    void say(String line) throws IOException {
        out.write((line + "\n").getBytes(ISO_8859_1));
    }

    void send(byte[] array, int from, int length) throws IOException {
        out.write(array, from, length);
    }

    /** False when the other side complains about what was sent; it shows that itself. */
    boolean acknowledged() throws IOException {
        int status = in.read();
        return switch (status) {
            case 0 -> true;
            case 1 -> {
                complained = true;
                line();
                yield false;
            }
            case -1 -> throw new ClientLeftException("the client left");
            default -> throw new ProtocolException("the client gave up: " + line());
        };
    }

    /** A line; its first character says what it is. Empty at the end. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b; (b = in.read()) != '\n'; ) {
            if (b < 0 && line.size() == 0) {
                return "";
            }
            if (b < 0) {
                throw new ClientLeftException("the client left within a line");
            }
            if (line.size() >= LONGEST_LINE) {
                throw new ProtocolException("a line without an end");
            }
            line.write(b);
        }
        return line.toString(ISO_8859_1);
    }

    byte[] receive(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new ClientLeftException("the client left within a file");
        }
        return bytes;
    }
}
