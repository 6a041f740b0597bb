package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hatchway.container.Program.OutputRejectedException;
import io.hatchway.docker.HttpExchange.Body;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExecStreamTest {
    private static final String UPGRADED = "HTTP/1.1 101 UPGRADED\r\n\r\n";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private static String frame(int stream, String payload) {
        int length = payload.length();
        return new String(
                        new byte[] {
                            (byte) stream,
                            0,
                            0,
                            0,
                            (byte) (length >> 24),
                            (byte) (length >> 16),
                            (byte) (length >> 8),
                            (byte) length
                        },
                        ISO_8859_1)
                + payload;
    }

    private static ExecStream over(FakeConnection connection, boolean framed) throws IOException {
        return new ExecStream(HttpExchange.send(connection, "POST", "/x", Map.of(), new Body.None()), framed);
    }

    private void copy(boolean framed, String... pieces) throws IOException {
        String[] all = new String[pieces.length + 1];
        all[0] = UPGRADED;
        System.arraycopy(pieces, 0, all, 1, pieces.length);
        over(FakeConnection.saying(all), framed).copyTo(out, err);
    }

    @Test
    void framesAreSortedWhereverTheConnectionCutsThem() throws IOException {
        String frames = frame(1, "out") + frame(2, "err") + frame(1, "put");
        for (int cut = 0; cut <= frames.length(); cut++) {
            out.reset();
            err.reset();
            copy(true, frames.substring(0, cut), frames.substring(cut));
            assertThat(out.toString(ISO_8859_1)).as("cut at %d", cut).isEqualTo("output");
            assertThat(err.toString(ISO_8859_1)).as("cut at %d", cut).isEqualTo("err");
        }
    }

    @Test
    void framesAreSortedWhenEveryByteComesAlone() throws IOException {
        copy(true, (frame(1, "out") + frame(2, "err")).split("", -1));
        assertThat(out.toString(ISO_8859_1) + err.toString(ISO_8859_1)).isEqualTo("outerr");
    }

    @Test
    void aFrameOfNothingIsPassedOver() throws IOException {
        copy(true, frame(1, "") + frame(2, "") + frame(1, "x"));
        assertThat(out.toString(ISO_8859_1)).isEqualTo("x");
    }

    @Test
    void anEmptyFrameMayBeTheLast() throws IOException {
        copy(true, frame(1, "x") + frame(1, ""));
        assertThat(out.toString(ISO_8859_1)).isEqualTo("x");
    }

    @Test
    void aStreamNobodyKnowsIsAnError() {
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> copy(true, frame(3, "x")));
    }

    @Test
    void anEndWithinAFrameIsAnError() {
        String frame = frame(1, "out");
        for (int end = 1; end < frame.length(); end++) {
            String torn = frame.substring(0, end);
            assertThatExceptionOfType(EOFException.class).as("up to %d", end).isThrownBy(() -> copy(true, torn));
        }
    }

    @Test
    void whatCameBeforeATornFrameIsDelivered() {
        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(
                        () -> copy(true, frame(1, "whole") + frame(1, "torn").substring(0, 10)));
        assertThat(out.toString(ISO_8859_1)).isEqualTo("wholeto");
    }

    @Test
    void aTerminalsOutputIsTakenAsItIs() throws IOException {
        copy(false, "\1\0\0\0", "raw");
        assertThat(out.toString(ISO_8859_1)).isEqualTo("\1\0\0\0raw");
    }

    @Test
    void whatCameWithTheAnswersHeadIsNotLost() throws IOException {
        over(FakeConnection.saying(UPGRADED + frame(1, "first"), frame(1, " second")), true)
                .copyTo(out, err);
        assertThat(out.toString(ISO_8859_1)).isEqualTo("first second");
    }

    @Test
    void asMuchAsFitsMayComeWithTheAnswersHead() throws IOException {
        String early = "x".repeat(8 * 1024 - UPGRADED.length());
        over(FakeConnection.saying(UPGRADED + early + "y"), false).copyTo(out, err);
        assertThat(out.toString(ISO_8859_1)).isEqualTo(early + "y");
    }

    @Test
    void largeFramesPassThroughSmallBuffers() throws IOException {
        String payload = "0123456789".repeat(60_000);
        copy(true, frame(1, payload) + frame(2, payload));
        assertThat(out.toString(ISO_8859_1)).isEqualTo(payload);
        assertThat(err.toString(ISO_8859_1)).isEqualTo(payload);
    }

    @Test
    void aSinkThatFailsIsToldApartFromABrokenStream() {
        OutputStream failing = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("gone");
            }
        };
        assertThatExceptionOfType(OutputRejectedException.class)
                .isThrownBy(() -> over(FakeConnection.saying(UPGRADED, frame(1, "x")), true)
                        .copyTo(failing, err));
    }

    @Test
    void stdinLeavesAtOnceAndItsEndClosesOneDirection() throws IOException {
        FakeConnection connection = FakeConnection.saying(UPGRADED);
        ExecStream stream = over(connection, true);
        stream.input().write("hi".getBytes(ISO_8859_1));
        assertThat(connection.written()).endsWith("\r\n\r\nhi");
        stream.input().close();
        assertThat(connection.outputFinished).isTrue();
        assertThat(connection.closed).isFalse();
    }

    @Test
    void aLargeBufferIsGivenBackWhenOutputIsSmallAgain() throws IOException {
        String[] pieces = new String[60];
        java.util.Arrays.fill(pieces, "x");
        pieces[0] = UPGRADED;
        pieces[1] = "y".repeat(100_000);
        ExecStream stream = over(FakeConnection.saying(pieces), false);
        stream.copyTo(out, err);
        assertThat(out.size()).isEqualTo(100_058);
        assertThat(stream.bufferSize()).isEqualTo(4 * 1024);
    }
}
