package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 request and its response on a connection of their own (RFC 9112), as an engine speaks it.
 *
 * <p>The request is written whole before the response is read. An upgraded exchange leaves the connection to the
 * caller: what came behind the response's head is in {@link #buffered}.
 */
final class HttpExchange implements Closeable {
    private static final int MAX_HEAD = 64 * 1024;
    private static final int CHUNK = 32 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Connection connection;
    private final ByteBuffer buffered = ByteBuffer.allocate(8 * 1024).limit(0);
    private int status;
    private final Map<String, List<String>> headers = new LinkedHashMap<>();

    private HttpExchange(Connection connection) {
        this.connection = connection;
    }

    /** A request's body: nothing, bytes, or a stream of unknown length that is sent in chunks. */
    sealed interface Body {
        record None() implements Body {}

        record Bytes(ByteBuffer bytes) implements Body {}

        record Stream(InputStream stream) implements Body {}
    }

    /** Sends a request and reads the response's head; the exchange owns the connection from here on. */
    static HttpExchange send(Connection connection, String method, String path, Map<String, String> headers, Body body)
            throws IOException {
        HttpExchange exchange = new HttpExchange(connection);
        try {
            exchange.writeRequest(method, path, headers, body);
            exchange.readHead();
            while (exchange.status == 100) {
                exchange.readHead();
            }
            return exchange;
        } catch (IOException | RuntimeException failed) {
            connection.close();
            throw failed;
        }
    }

    int status() {
        return status;
    }

    /** The response's headers; names in lower case. */
    Map<String, List<String>> headers() {
        return headers;
    }

    @Nullable
    String header(String name) {
        List<String> values = headers.get(name);
        return values == null ? null : values.getFirst();
    }

    Connection connection() {
        return connection;
    }

    /** Bytes read from the connection and not yet consumed. */
    ByteBuffer buffered() {
        return buffered;
    }

    /** The response's body, however its length is told. */
    InputStream body() throws IOException {
        if (status == 204 || status == 304) {
            return InputStream.nullInputStream();
        }
        String encoding = header("transfer-encoding");
        if (encoding != null && encoding.toLowerCase(Locale.ROOT).endsWith("chunked")) {
            return new ChunkedBody();
        }
        String length = header("content-length");
        return new PlainBody(length == null ? Long.MAX_VALUE : parseLength(length, 10));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException alreadyGone) {
            // nothing to give back
        }
    }

    private void writeRequest(String method, String path, Map<String, String> headers, Body body) throws IOException {
        StringBuilder head = new StringBuilder(256);
        head.append(method).append(' ').append(requestTarget(path)).append(" HTTP/1.1\r\nHost: engine\r\n");
        headers.forEach((name, value) -> head.append(headerText(name))
                .append(": ")
                .append(headerText(value))
                .append("\r\n"));
        switch (body) {
            case Body.None() -> {
                // GET and DELETE carry nothing; the engine wants a length on everything else
                if (method.equals("POST") || method.equals("PUT")) {
                    head.append("Content-Length: 0\r\n");
                }
                write(head.append("\r\n"), NOTHING);
            }
            case Body.Bytes(ByteBuffer bytes) ->
                write(head.append("Content-Length: ").append(bytes.remaining()).append("\r\n\r\n"), bytes);
            case Body.Stream(InputStream stream) -> {
                write(head.append("Transfer-Encoding: chunked\r\n\r\n"), NOTHING);
                writeChunks(stream);
            }
        }
    }

    private void writeChunks(InputStream stream) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int count; (count = stream.readNBytes(chunk, 0, CHUNK)) > 0; ) {
            if (!taken((Integer.toHexString(count) + "\r\n").getBytes(ISO_8859_1), chunk, count)) {
                return;
            }
        }
        taken("0\r\n".getBytes(ISO_8859_1), chunk, 0);
    }

    /**
     * Whether the engine took a chunk. One that has heard enough answers and hangs up while we still send: its answer
     * says why, and where there is none, reading it fails.
     */
    private boolean taken(byte[] size, byte[] chunk, int count) throws IOException {
        try {
            connection.write(ByteBuffer.wrap(size));
            connection.write(ByteBuffer.wrap(chunk, 0, count));
            connection.write(ByteBuffer.wrap(new byte[] {'\r', '\n'}));
            return true;
        } catch (ClosedChannelException closedByUs) {
            throw closedByUs;
        } catch (IOException hungUp) {
            return false;
        }
    }

    private void write(CharSequence head, ByteBuffer body) throws IOException {
        byte[] headBytes = head.toString().getBytes(ISO_8859_1);
        connection.write(ByteBuffer.allocate(headBytes.length + body.remaining())
                .put(headBytes)
                .put(body.duplicate())
                .flip());
    }

    private static String requestTarget(String path) throws ProtocolException {
        if (path.chars().anyMatch(c -> c <= ' ' || c >= 127)) {
            throw new ProtocolException("not a request target: " + path);
        }
        return path;
    }

    private static String headerText(String text) {
        if (text.chars().anyMatch(c -> c < ' ' || c >= 127)) {
            throw new IllegalArgumentException("not for a header: " + text);
        }
        return text;
    }

    private void readHead() throws IOException {
        headers.clear();
        int[] budget = {MAX_HEAD};
        String[] statusLine = readLine(budget).split(" ", 3);
        if (statusLine.length < 2 || !statusLine[0].startsWith("HTTP/1.")) {
            throw new ProtocolException("not an HTTP response");
        }
        if (!statusLine[1].matches("[1-9][0-9]{2}")) {
            throw new ProtocolException("not an HTTP status: " + statusLine[1]);
        }
        status = Integer.parseInt(statusLine[1]);
        for (String line = readLine(budget); !line.isEmpty(); line = readLine(budget)) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new ProtocolException("a header without a name");
            }
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
    }

    private String readLine(int[] budget) throws IOException {
        StringBuilder line = new StringBuilder(80);
        while (true) {
            if (!fill()) {
                throw new EOFException("the engine closed the connection within a response");
            }
            if (budget[0]-- <= 0) {
                throw new ProtocolException("a response's head of more than " + MAX_HEAD + " bytes");
            }
            char c = (char) (buffered.get() & 0xFF);
            if (c == '\n') {
                int end = line.length();
                return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
            }
            line.append(c);
        }
    }

    /** Makes sure that a byte is buffered; false at the end of the connection. */
    private boolean fill() throws IOException {
        if (!buffered.hasRemaining()) {
            buffered.clear();
            int count = connection.read(buffered);
            buffered.flip();
            return count > 0;
        }
        return true;
    }

    private static long parseLength(String text, int radix) throws ProtocolException {
        try {
            long value = Long.parseLong(text.strip(), radix);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new ProtocolException("not a length: " + text);
    }

    /** A body of known length, or of all that comes until the connection ends. */
    private class PlainBody extends InputStream {
        private long left;

        PlainBody(long length) {
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0) {
                return -1;
            }
            if (!fill()) {
                if (left != Long.MAX_VALUE) {
                    throw new EOFException("the engine closed the connection within a response");
                }
                return -1;
            }
            int count = (int) Math.min(Math.min(length, left), buffered.remaining());
            buffered.get(into, offset, count);
            if (left != Long.MAX_VALUE) {
                left -= count;
            }
            return count;
        }

        @Override
        public void close() {
            HttpExchange.this.close();
        }
    }

    /** A body in chunks (RFC 9112, 7.1). Trailers are read and dropped. */
    private final class ChunkedBody extends InputStream {
        private long left;
        private boolean first = true;
        private boolean ended;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0 && !ended) {
                nextChunk();
            }
            if (ended) {
                return -1;
            }
            if (!fill()) {
                throw new EOFException("the engine closed the connection within a chunk");
            }
            int count = (int) Math.min(Math.min(length, left), buffered.remaining());
            buffered.get(into, offset, count);
            left -= count;
            return count;
        }

        private void nextChunk() throws IOException {
            int[] budget = {MAX_HEAD};
            if (!first && !readLine(budget).isEmpty()) {
                throw new ProtocolException("a chunk longer than it said");
            }
            first = false;
            String size = readLine(budget);
            int extension = size.indexOf(';');
            left = parseLength(extension < 0 ? size : size.substring(0, extension), 16);
            if (left == 0) {
                while (!readLine(budget).isEmpty()) {
                    // a trailer
                }
                ended = true;
            }
        }

        @Override
        public void close() {
            HttpExchange.this.close();
        }
    }
}
