package io.hatchway.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * docker-java's transport over our own connections, one for each request. An engine that does not take what it is
 * sent, or does not begin to answer, in time is cut off, so that a hung engine fails a login instead of holding it.
 */
final class EngineHttp implements DockerHttpClient {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    /** In bytes, of what the library keeps whole. A thousand containers take 2 MiB. */
    private static final long LONGEST_ANSWER = 64 * 1024 * 1024;

    private final EngineEndpoint address;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "engine-timeouts");
        thread.setDaemon(true);
        return thread;
    });
    private volatile String apiVersion = "";

    EngineHttp(EngineEndpoint address) {
        this.address = address;
        timer.setRemoveOnCancelPolicy(true);
    }

    /** The API version in the engine's last answer, such as {@code 1.41}; empty before the first. */
    String apiVersion() {
        return apiVersion;
    }

    /** Sends a request and waits for the head of its answer. */
    HttpExchange send(String method, String path, Map<String, String> headers, HttpExchange.Body body)
            throws IOException {
        return send(method, path, headers, body, ANSWER_TIMEOUT);
    }

    /**
     * The same for a call the engine may take longer to answer.
     *
     * @param patience how long it may do nothing: neither take more of the body nor, when it has all of it, answer
     */
    HttpExchange send(
            String method, String path, Map<String, String> headers, HttpExchange.Body body, Duration patience)
            throws IOException {
        Connection connection = address.connect();
        EngineClock clock = new EngineClock(timer, connection, patience);
        try (clock) {
            HttpExchange exchange = HttpExchange.send(connection, method, path, headers, clock.during(body));
            String version = exchange.header("api-version");
            if (version != null) {
                apiVersion = version;
            }
            return exchange;
        } catch (IOException failed) {
            if (clock.isOver()) {
                throw new IOException("nothing from it within " + patience.toSeconds() + " s", failed);
            }
            throw failed;
        }
    }

    /** Closes a stream after a while, unless the task returned is cancelled before. */
    ScheduledFuture<?> cutOff(Closeable stream, Duration after) {
        return timer.schedule(() -> closeQuietly(stream), after.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Response execute(Request request) {
        Map<String, String> headers = new LinkedHashMap<>(request.headers());
        headers.put("Connection", "close");
        try {
            byte[] bytes = request.bodyBytes();
            InputStream stream = request.body();
            HttpExchange.Body body = bytes != null
                    ? new HttpExchange.Body.Bytes(ByteBuffer.wrap(bytes))
                    : stream != null ? new HttpExchange.Body.Stream(stream) : new HttpExchange.Body.None();
            HttpExchange exchange = send(request.method(), request.path(), headers, body);
            try {
                return new Answer(exchange, read(request, exchange));
            } catch (IOException unreadable) {
                exchange.close();
                throw unreadable;
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static InputStream read(Request request, HttpExchange exchange) throws IOException {
        String type = exchange.header("content-type");
        if (type == null || !type.startsWith("application/json")) {
            return exchange.body();
        }
        boolean ends = !request.path().contains("/events?") && !request.path().endsWith("/events");
        return new ShortStrings(exchange.body(), ends ? LONGEST_ANSWER : Long.MAX_VALUE);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private static void closeQuietly(Closeable stream) {
        try {
            stream.close();
        } catch (IOException alreadyGone) {
            // it is closed either way
        }
    }

    private record Answer(HttpExchange exchange, InputStream body) implements Response {
        @Override
        public int getStatusCode() {
            return exchange.status();
        }

        @Override
        public Map<String, List<String>> getHeaders() {
            return exchange.headers();
        }

        @Override
        public @Nullable String getHeader(String name) {
            return exchange.header(name.toLowerCase(java.util.Locale.ROOT));
        }

        @Override
        public InputStream getBody() {
            return body;
        }

        @Override
        public void close() {
            exchange.close();
        }
    }
}
