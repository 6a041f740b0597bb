package io.hatchway.docker;

import static io.hatchway.fuzz.FuzzTarget.that;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.fuzz.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** However frames are cut and wherever they break off, each byte goes where its frame says, and no other byte goes anywhere. */
final class ExecStreamFuzz implements FuzzTarget {
    private static final byte[] UPGRADED = "HTTP/1.1 101 UPGRADED\r\n\r\n".getBytes(ISO_8859_1);
    private static final int LARGEST_BUFFER = 128 * 1024;

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        "\001\001\0\0\0\0\0\0\005hello\002\0\0\0\0\0\0\004oops",
                        "\003\001\0\0\0\0\0\0\0\002\0\0\0\0\0\0\001x",
                        "\005\001\0\0\0\377\377\377\377endless",
                        "\007\003\0\0\0\0\0\0\001x",
                        "\002raw output of a terminal",
                        "\011\001\0\0")
                .map(seed -> seed.getBytes(ISO_8859_1))
                .toList();
    }

    private record Heard(String stdout, String stderr, boolean whole) {}

    @Override
    public void hold(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        boolean framed = (input[0] & 1) == 1;
        byte[] said = Arrays.copyOfRange(input, 1, input.length);
        Heard expected = framed ? frames(said) : new Heard(new String(said, ISO_8859_1), "", true);
        Heard heard = hear(said, 1 + ((input[0] & 0x7e) >> 1), framed);
        that(heard.equals(expected), "heard %s where %s was said", heard, expected);
    }

    private static Heard hear(byte[] said, int size, boolean framed) throws IOException {
        byte[][] pieces = HttpExchangeFuzz.cut(said, size);
        byte[][] all = new byte[pieces.length + 1][];
        all[0] = UPGRADED;
        System.arraycopy(pieces, 0, all, 1, pieces.length);
        HttpExchange upgraded = HttpExchange.send(
                FakeConnection.saying(all), "POST", "/exec/1/start", Map.of(), new HttpExchange.Body.None());
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        ByteArrayOutputStream stderr = new ByteArrayOutputStream();
        boolean whole = true;
        try (ExecStream stream = new ExecStream(upgraded, framed)) {
            try {
                stream.copyTo(stdout, stderr);
            } catch (IOException broken) {
                whole = false;
            }
            that(stream.bufferSize() <= LARGEST_BUFFER, "a buffer of %d", stream.bufferSize());
        }
        return new Heard(stdout.toString(ISO_8859_1), stderr.toString(ISO_8859_1), whole);
    }

    /** Frames as the engine's API defines them, read with everything at hand. */
    private static Heard frames(byte[] said) {
        ByteBuffer in = ByteBuffer.wrap(said);
        StringBuilder stdout = new StringBuilder();
        StringBuilder stderr = new StringBuilder();
        boolean whole = true;
        while (whole && in.hasRemaining()) {
            if (in.remaining() < 8) {
                whole = false;
            } else {
                int stream = in.getInt();
                long length = Integer.toUnsignedLong(in.getInt());
                boolean known = stream == 1 << 24 || stream == 2 << 24;
                byte[] payload = new byte[known ? (int) Math.min(length, in.remaining()) : 0];
                in.get(payload);
                (stream == 1 << 24 ? stdout : stderr).append(new String(payload, ISO_8859_1));
                whole = known && payload.length == length;
            }
        }
        return new Heard(stdout.toString(), stderr.toString(), whole);
    }
}
