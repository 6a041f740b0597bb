package io.hatchway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;

/** Turns bytes into text as they come: a character that is cut in two waits for its rest, what is no UTF-8 is replaced. */
final class Utf8Stream {
    private static final int LONGEST = 4;

    private final CharsetDecoder decoder = UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] begun = new byte[0];

    String decode(ByteBuffer bytes) {
        ByteBuffer in = ByteBuffer.allocate(begun.length + bytes.remaining())
                .put(begun)
                .put(bytes)
                .flip();
        CharBuffer out = CharBuffer.allocate(in.remaining() + LONGEST);
        decoder.decode(in, out, false);
        begun = new byte[in.remaining()];
        in.get(begun);
        return out.flip().toString();
    }

    /** What a character that will not be finished comes to; text may begin anew afterwards. */
    String finish() {
        CharBuffer out = CharBuffer.allocate(begun.length + LONGEST);
        decoder.decode(ByteBuffer.wrap(begun), out, true);
        decoder.flush(out);
        decoder.reset();
        begun = new byte[0];
        return out.flip().toString();
    }
}
