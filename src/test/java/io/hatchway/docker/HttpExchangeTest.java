package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hatchway.docker.HttpExchange.Body;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpExchangeTest {
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n7;x=y\r\n, world\r\n0\r\nDigest: x\r\n\r\n";

    private static HttpExchange get(FakeConnection connection) throws IOException {
        return HttpExchange.send(connection, "GET", "/x", Map.of(), new Body.None());
    }

    private static String body(String answer) throws IOException {
        return text(get(FakeConnection.saying(answer)));
    }

    private static String text(HttpExchange exchange) throws IOException {
        return new String(exchange.body().readAllBytes(), ISO_8859_1);
    }

    @Test
    void aChunkedBodyIsWholeWhereverTheConnectionCutsIt() throws IOException {
        for (int cut = 0; cut <= CHUNKED.length(); cut++) {
            assertThat(text(get(FakeConnection.cutAt(cut, CHUNKED))))
                    .as("cut at %d", cut)
                    .isEqualTo("hello, world");
        }
    }

    @Test
    void aChunkedBodyThatStopsAnywhereIsAnErrorAndNoEnd() {
        int start = CHUNKED.indexOf("5\r\n");
        for (int end = start; end < CHUNKED.length(); end++) {
            String torn = CHUNKED.substring(0, end);
            assertThatExceptionOfType(EOFException.class).as("up to %d", end).isThrownBy(() -> body(torn));
        }
    }

    @Test
    void aHeadThatStopsAnywhereIsAnError() {
        int end = CHUNKED.indexOf("5\r\n");
        for (int at = 0; at < end; at++) {
            String torn = CHUNKED.substring(0, at);
            assertThatExceptionOfType(EOFException.class).as("up to %d", at).isThrownBy(() -> body(torn));
        }
    }

    @Test
    void aChunkedBodyIsReadByteByByteToo() throws IOException {
        var body = get(FakeConnection.saying(CHUNKED)).body();
        StringBuilder read = new StringBuilder();
        for (int b; (b = body.read()) >= 0; ) {
            read.append((char) b);
        }
        assertThat(read).hasToString("hello, world");
    }

    @Test
    void aChunkLongerThanItSaidIsAnError() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"xyz", "-5", "", "ffffffffffffffffff"})
    void aChunkOfNoLengthIsAnError(String length) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(
                        () -> body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + length + "\r\nhello\r\n"));
    }

    @Test
    void aBodyEndsWhereItsLengthSays() throws IOException {
        assertThat(body("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more"))
                .isEqualTo("hello");
    }

    @Test
    void aBodyShorterThanItsLengthIsAnError() {
        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(() -> body("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello"));
    }

    @Test
    void aBodyWithoutALengthEndsWithTheConnection() throws IOException {
        assertThat(body("HTTP/1.1 200 OK\r\n\r\nhello")).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "304 Not Modified"})
    void someAnswersHaveNoBodyWhateverFollows(String status) throws IOException {
        assertThat(body("HTTP/1.1 " + status + "\r\nContent-Length: 5\r\n\r\nhello"))
                .isEmpty();
    }

    @Test
    void aLengthThatIsNoNumberIsAnError() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> body("HTTP/1.1 200 OK\r\nContent-Length: some\r\n\r\nhello"));
    }

    @Test
    void aHeadThatDoesNotEndIsAnErrorBeforeItFillsTheMemory() {
        String endless = "HTTP/1.1 200 OK\r\nX: " + "y".repeat(70_000);
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> body(endless));
    }

    @Test
    void whatIsNotHttpIsAnError() {
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> body("SSH-2.0-OpenSSH_10.0\r\n"));
    }

    @Test
    void aHeaderWithoutANameIsAnError() {
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> body("HTTP/1.1 200 OK\r\n: x\r\n\r\n"));
    }

    @Test
    void aConnectionThatFailedIsClosed() {
        FakeConnection connection = FakeConnection.saying("nonsense\r\n");
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> get(connection));
        assertThat(connection.closed).isTrue();
    }

    @Test
    void anInterimAnswerIsPassedOver() throws IOException {
        HttpExchange exchange = get(FakeConnection.saying(
                "HTTP/1.1 100 Continue\r\nX: interim\r\n\r\nHTTP/1.1 201 Created\r\nY: z\r\n\r\n"));
        assertThat(exchange.status()).isEqualTo(201);
        assertThat(exchange.headers()).containsOnlyKeys("y");
    }

    @Test
    void linesMayEndWithoutACarriageReturn() throws IOException {
        assertThat(body("HTTP/1.1 200 OK\nContent-Length: 2\n\nhi")).isEqualTo("hi");
    }

    @Test
    void headersAreFoundByTheirNameInLowerCase() throws IOException {
        HttpExchange exchange = get(FakeConnection.saying("HTTP/1.1 200 OK\r\nApi-Version:  1.41 \r\n\r\n"));
        assertThat(exchange.header("api-version")).isEqualTo("1.41");
    }

    @Test
    void whatFollowsAnUpgradeStaysForTheCaller() throws IOException {
        HttpExchange exchange = get(FakeConnection.saying("HTTP/1.1 101 UPGRADED\r\n\r\nfirst words"));
        byte[] left = new byte[exchange.buffered().remaining()];
        exchange.buffered().get(left);
        assertThat(new String(left, ISO_8859_1)).isEqualTo("first words");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a b", "/a\r\nX: y", "/\u00e4", "/a\tb"})
    void aTargetThatWouldTearTheRequestIsRefused(String path) {
        FakeConnection connection = FakeConnection.saying("HTTP/1.1 200 OK\r\n\r\n");
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> HttpExchange.send(connection, "GET", path, Map.of(), new Body.None()));
        assertThat(connection.written()).isEmpty();
    }

    @Test
    void aHeaderThatWouldTearTheRequestIsRefused() {
        FakeConnection connection = FakeConnection.saying("HTTP/1.1 200 OK\r\n\r\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpExchange.send(connection, "GET", "/", Map.of("X", "a\r\nY: b"), new Body.None()));
    }

    @Test
    void aGetCarriesNoLength() throws IOException {
        FakeConnection connection = FakeConnection.saying("HTTP/1.1 200 OK\r\n\r\n");
        get(connection);
        assertThat(connection.written()).isEqualTo("GET /x HTTP/1.1\r\nHost: engine\r\n\r\n");
    }

    @Test
    void aPostWithoutABodySaysSo() throws IOException {
        FakeConnection connection = FakeConnection.saying("HTTP/1.1 200 OK\r\n\r\n");
        HttpExchange.send(connection, "POST", "/x", Map.of(), new Body.None());
        assertThat(connection.written()).isEqualTo("POST /x HTTP/1.1\r\nHost: engine\r\nContent-Length: 0\r\n\r\n");
    }

    @Test
    void bytesAreSentWithTheirLength() throws IOException {
        FakeConnection connection = FakeConnection.saying("HTTP/1.1 200 OK\r\n\r\n");
        ByteBuffer bytes = ByteBuffer.wrap("{\"a\":1}".getBytes(ISO_8859_1));
        HttpExchange.send(connection, "POST", "/x", Map.of(), new Body.Bytes(bytes));
        assertThat(connection.written()).endsWith("Content-Length: 7\r\n\r\n{\"a\":1}");
    }

    @Test
    void aStreamIsSentInChunksThatAddUpToIt() throws IOException {
        byte[] content = new byte[70_000];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) i;
        }
        FakeConnection connection = FakeConnection.saying("HTTP/1.1 200 OK\r\n\r\n");
        HttpExchange.send(connection, "PUT", "/x", Map.of(), new Body.Stream(new ByteArrayInputStream(content)));
        String sent = connection.written();
        assertThat(sent).contains("Transfer-Encoding: chunked\r\n\r\n").endsWith("\r\n0\r\n\r\n");
        // The response's reader reads what the request's writer wrote.
        String answer =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + sent.substring(sent.indexOf("\r\n\r\n") + 4);
        assertThat(get(FakeConnection.saying(answer)).body().readAllBytes()).isEqualTo(content);
    }

    @Test
    void anEngineThatAnswersBeforeItHeardAllIsHeard() throws IOException {
        HangingUp connection = new HangingUp("HTTP/1.1 500 No\r\nContent-Length: 4\r\n\r\nfull");
        Body upload = new Body.Stream(new ByteArrayInputStream(new byte[1_000_000]));
        HttpExchange exchange = HttpExchange.send(connection, "POST", "/images/load", Map.of(), upload);
        assertThat(exchange.status()).isEqualTo(500);
        assertThat(text(exchange)).isEqualTo("full");
    }

    @Test
    void anEngineThatHangsUpWithoutAWordIsAnError() {
        Body upload = new Body.Stream(new ByteArrayInputStream(new byte[1_000_000]));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> HttpExchange.send(new HangingUp(""), "POST", "/images/load", Map.of(), upload));
    }

    @Test
    void aSourceThatFailsIsNoEndOfTheRequest() {
        FakeConnection connection = FakeConnection.saying("HTTP/1.1 200 OK\r\n\r\n");
        Body broken = new Body.Stream(new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                throw new IOException("the client has gone");
            }
        });
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> HttpExchange.send(connection, "POST", "/build", Map.of(), broken))
                .withMessage("the client has gone");
        assertThat(connection.written()).doesNotContain("0\r\n\r\n");
    }

    /** Takes a little of a request, answers, and takes no more. */
    private static final class HangingUp implements Connection {
        private final FakeConnection answer;
        private int taken;

        HangingUp(String answer) {
            this.answer = FakeConnection.saying(answer);
        }

        @Override
        public int read(ByteBuffer into) {
            return answer.read(into);
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            taken += from.remaining();
            if (taken > 100_000) {
                throw new IOException("Broken pipe");
            }
        }

        @Override
        public void finishOutput() {}

        @Override
        public void close() {}
    }
}
