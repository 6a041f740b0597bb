package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.container.Duplex;
import io.hatchway.container.Listening;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our side of {@code relay.pl}: many connections of a container's network over one stream. What it says may be a
 * container's own work and is believed nothing: it can break its own connections, and no more.
 *
 * <p>Each connection has a window of its own in both directions, so one that is not read holds up no other.
 */
final class Relay implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final Duration GREETING_PATIENCE = Duration.ofSeconds(10);
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(15);

    /** Reads the program, whose length comes first, from its stdin: there it shows in no list of processes. */
    static final List<String> ARGV = List.of(
            "perl",
            "-e",
            "my ($n, $s) = (shift, ''); while (length $s < $n) { sysread(STDIN, $s, $n - length $s, length $s) or exit 1 }"
                    + " eval $s; die $@ if $@",
            Integer.toString(program().length));

    /**
     * For one that shares the container's processes, to take on its files and a user's ids.
     *
     * @param passesOver whether it keeps CAP_DAC_OVERRIDE
     */
    static List<String> argvWithin(Account user, boolean passesOver) {
        return Stream.of(
                        ARGV.stream(),
                        Stream.of(passesOver ? 1 << Capabilities.DAC_OVERRIDE : 0, user.uid(), user.gid()),
                        user.groups().stream())
                .flatMap(words -> words.map(Object::toString))
                .toList();
    }

    private final ExecStream stream;
    private final Outbox outbox;
    private final Map<Integer, Lane> lanes = new ConcurrentHashMap<>();
    private final Map<Integer, RelayListening> listenings = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final CompletableFuture<Void> greeted = new CompletableFuture<>();
    private final Runnable whenOver;
    private volatile boolean over;
    private volatile long idleSince = System.nanoTime();

    private Relay(ExecStream stream, Runnable whenOver) {
        this.stream = stream;
        this.outbox = new Outbox(stream.input(), this::unheard);
        this.whenOver = whenOver;
    }

    /**
     * Takes over the stream of a program started as {@link #ARGV}; returns when it is known to work.
     *
     * @param whenOver run once, when it works no more
     * @throws IOException when it does not begin to work, with the first of what was said instead
     */
    static Relay begin(ExecStream stream, Runnable whenOver) throws IOException {
        Relay relay = new Relay(stream, whenOver);
        relay.outbox.offer(program());
        Thread.ofVirtual().name("relay").start(relay::listen);
        try {
            await(relay.greeted, GREETING_PATIENCE);
            return relay;
        } catch (IOException failed) {
            relay.close();
            throw failed;
        }
    }

    private static byte[] program() {
        try (InputStream program = Relay.class.getResourceAsStream("relay.pl")) {
            if (program == null) {
                throw new IllegalStateException("relay.pl is not in the jar");
            }
            return program.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Whether it can be asked for anything. */
    boolean works() {
        return !over;
    }

    /** How long it has had no connections. */
    Duration idle() {
        return lanes.isEmpty() && listenings.isEmpty()
                ? Duration.ofNanos(System.nanoTime() - idleSince)
                : Duration.ZERO;
    }

    /** Ends it if it has had no connections for longer than that. Whoever asks it for one from then on is told so. */
    void retire(Duration linger) {
        synchronized (lanes) {
            if (idle().compareTo(linger) <= 0) {
                return;
            }
            over = true;
        }
        close();
    }

    /** Nothing was asked of it, because it has ended: another one may be asked. */
    static final class EndedException extends IOException {
        private static final long serialVersionUID = 1;

        private EndedException() {
            super("the relay has ended");
        }
    }

    /** Connects to an address; blocks until the connection stands. */
    Duplex connect(InetAddress address, int port) throws IOException {
        return open('C', address.getHostAddress().replaceFirst("%.*", "") + "\0" + port);
    }

    /** Connects to a Unix socket as the relay's user sees it. */
    Duplex connect(String path) throws IOException {
        return open('U', path);
    }

    /** The addresses of a name, as the container resolves it. */
    List<InetAddress> resolve(String name) throws IOException {
        Lane lane = lane();
        try {
            send('R', lane.id(), name.getBytes(UTF_8));
            String answer = new String(await(lane.answer(), CONNECT_PATIENCE), ISO_8859_1);
            List<InetAddress> found = new ArrayList<>();
            for (String literal : answer.lines().limit(64).toList()) {
                found.add(InetAddress.ofLiteral(literal.replaceFirst("%.*", "")));
            }
            return found;
        } catch (IllegalArgumentException noAddress) {
            throw new IOException("the relay's answer holds no address", noAddress);
        } finally {
            lanes.remove(lane.id());
        }
    }

    /**
     * Listens on the container's loopback.
     *
     * @param port 0 for any
     */
    Listening listen(int port) throws IOException {
        return listen('L', "127.0.0.1\0" + port);
    }

    /** Listens at a Unix socket for its user alone, in a folder that it makes; both are removed in the end. */
    Listening listen(String path) throws IOException {
        return listen('M', path);
    }

    private Listening listen(char type, String place) throws IOException {
        Lane lane = lane();
        try {
            send(type, lane.id(), place.getBytes(UTF_8));
            byte[] port = await(lane.answer(), CONNECT_PATIENCE);
            int number = port.length == Integer.BYTES ? ByteBuffer.wrap(port).getInt() : 0;
            RelayListening listening = new RelayListening(this, lane.id(), number & 0xffff);
            listenings.put(lane.id(), listening);
            if (over) {
                listening.breakOff();
            }
            return listening;
        } catch (IOException failed) {
            stopListening(lane.id());
            throw failed;
        } finally {
            lanes.remove(lane.id());
        }
    }

    void stopListening(int id) {
        listenings.remove(id);
        idleSince = System.nanoTime();
        try {
            if (works()) {
                send('X', id, new byte[0]);
            }
        } catch (IOException relayGone) {
            LOG.debug("a relay was not told to listen no more", relayGone);
        }
    }

    private Duplex open(char type, String place) throws IOException {
        Lane lane = lane();
        try {
            send(type, lane.id(), place.getBytes(UTF_8));
            await(lane.answer(), CONNECT_PATIENCE);
            return lane;
        } catch (IOException failed) {
            lane.close();
            throw failed;
        }
    }

    private Lane lane() throws EndedException {
        Lane lane = new Lane(this, next.incrementAndGet() & Integer.MAX_VALUE);
        synchronized (lanes) {
            if (over) {
                throw new EndedException();
            }
            lanes.put(lane.id(), lane);
        }
        return lane;
    }

    void forget(Lane lane) {
        idleSince = System.nanoTime();
        lanes.remove(lane.id());
    }

    void send(char type, int id, byte[] payload) throws IOException {
        send(type, id, payload, 0, payload.length);
    }

    /** On whatever thread, interrupted or not: data waits for room, the rest for nothing. */
    void send(char type, int id, byte[] payload, int offset, int length) throws IOException {
        byte[] frame = ByteBuffer.allocate(Frames.HEAD + length)
                .put((byte) type)
                .putInt(id)
                .putInt(length)
                .put(payload, offset, length)
                .array();
        if (type == 'D') {
            outbox.put(frame);
        } else {
            outbox.offer(frame);
        }
    }

    /** It takes no more. One that never began says why on its other stream. */
    private void unheard() {
        if (greeted.isDone()) {
            close();
        }
    }

    private void listen() {
        Frames frames = new Frames(() -> greeted.complete(null), this::hear);
        try {
            stream.copyTo(frames, frames.complaints());
        } catch (IOException | RuntimeException broken) {
            LOG.debug("a relay broke off", broken);
        } finally {
            synchronized (lanes) {
                over = true;
            }
            greeted.completeExceptionally(new IOException("no relay began to work: " + frames.firstWords()));
            lanes.values().forEach(Lane::breakOff);
            listenings.values().forEach(RelayListening::breakOff);
            close();
            whenOver.run();
        }
    }

    /** On the one thread that reads the stream: never blocks. */
    private void hear(char type, int id, byte[] payload) throws IOException {
        if (type == 'N') {
            accepted(id, payload);
            return;
        }
        Lane lane = lanes.get(id);
        if (lane != null) {
            lane.hear(type, payload);
        }
    }

    private void accepted(int id, byte[] payload) throws IOException {
        if (id >= 0 || lanes.containsKey(id) || payload.length != 2 * Integer.BYTES) {
            throw new ProtocolException("a connection that cannot be");
        }
        ByteBuffer said = ByteBuffer.wrap(payload);
        RelayListening listening = listenings.get(said.getInt());
        Lane lane = new Lane(this, id);
        if (listening != null) {
            lanes.put(id, lane);
        }
        if (listening == null || !listening.offer(new Listening.Accepted(lane, said.getInt() & 0xffff))) {
            lane.close();
        }
    }

    static <T> T await(CompletableFuture<T> answer, Duration patience) throws IOException {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException said
                    ? new IOException(said.getMessage(), said)
                    : new IOException(failed);
        } catch (TimeoutException silent) {
            throw new IOException("no answer within " + patience.toSeconds() + " s", silent);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for an answer");
        }
    }

    /** Ends the program, which ends its connections. */
    @Override
    public void close() {
        over = true;
        outbox.close();
        try {
            stream.close();
        } catch (IOException alreadyGone) {
            LOG.debug("closing a relay's stream", alreadyGone);
        }
    }
}
