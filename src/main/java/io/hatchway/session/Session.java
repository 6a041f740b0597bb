package io.hatchway.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.access.Grant;
import io.hatchway.container.Container;
import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import io.hatchway.files.FileEvent;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session: who, what, the client's streams, and what the client does meanwhile.
 *
 * <p>The channel calls {@link #resize}, {@link #signal}, {@link #readerGone} and {@link #end} from any thread, before,
 * during and after the service; none of them blocks.
 */
public final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final Duration HEARING = Duration.ofSeconds(2);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String id = randomId();
    private volatile Grant grant;
    private volatile Grant startedWith;
    private final Request request;
    private final Optional<String> originalCommand;
    private final Map<String, String> environment;
    private final Connection connection;
    private final InputStream in;
    private final OutputStream out;
    private final OutputStream err;
    private final Instant began = Instant.now();
    private final long startedAt = System.nanoTime();
    private final Traffic traffic = new Traffic();
    private final Audience audience = new Audience();
    private final Controls controls;

    private @Nullable Thread servedBy;
    private @Nullable Ending ending;
    private volatile @Nullable Agent agent;
    private volatile @Nullable String written;
    private Chronicle chronicle = Chronicle.NONE;
    private volatile @Nullable SizedEntry entry;
    private volatile @Nullable Container container;
    private volatile String lastWords = "";
    private volatile boolean beside;
    private volatile boolean readOnly;
    private volatile boolean withoutColours;
    private volatile boolean finished;

    /**
     * Makes a session that is not served yet.
     *
     * @param environment what the client sent and the gateway accepts
     */
    public Session(
            Grant grant,
            Request request,
            Map<String, String> environment,
            Connection connection,
            InputStream in,
            OutputStream out,
            OutputStream err) {
        this.grant = grant;
        this.startedWith = grant;
        Optional<String> forced = grant.restrictions().command();
        this.request = forced.<Request>map(command -> new Request.Exec(command, request.pty()))
                .orElse(request);
        this.originalCommand = forced.flatMap(command -> asked(request));
        this.environment = Map.copyOf(environment);
        this.connection = connection;
        this.controls = new Controls(this.request.pty().map(Pty::size));
        this.in = traffic.counted(in);
        this.out = new RecordedOutput(traffic.counted(out));
        this.err = traffic.counted(err);
    }

    /** What sshd calls the original command; of a subsystem it is the name. */
    private static Optional<String> asked(Request request) {
        return switch (request) {
            case Request.Shell shell -> Optional.empty();
            case Request.Exec(String line, var pty) -> Optional.of(line);
            case Request.Subsystem(String name, var pty) -> Optional.of(name);
        };
    }

    private static String randomId() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** 32 hexadecimal digits; what the session's processes are tagged with. Not a secret, but not to be guessed. */
    public String id() {
        return id;
    }

    public Grant grant() {
        return grant;
    }

    /** The grant under which it was started; renewals do not change it, and what it serves keeps to its terms. */
    Grant startedWith() {
        return startedWith;
    }

    /** What is to be served: what the client asked for, or what its key's line puts in its place (command=). */
    public Request request() {
        return request;
    }

    /** The command line a forced command took the place of. */
    public Optional<String> originalCommand() {
        return originalCommand;
    }

    /**
     * Has records say something else than the command line that was asked for, which has a secret in it; to be called
     * before it is served.
     */
    public void writtenAs(String masked) {
        written = masked;
    }

    /** What records say in the place of the command line that was asked for; empty where they say that itself. */
    public Optional<String> written() {
        return Optional.ofNullable(written);
    }

    public Map<String, String> environment() {
        return environment;
    }

    /** The client wants no colours in what the gateway itself writes (NO_COLOR); to be called before it is served. */
    public void withoutColours() {
        withoutColours = true;
    }

    public boolean isWithoutColours() {
        return withoutColours;
    }

    /** The connection it came over. */
    public Connection connection() {
        return connection;
    }

    public InetSocketAddress client() {
        return connection.client();
    }

    public InetSocketAddress server() {
        return connection.server();
    }

    /** The client lets the session's programs use its agent; to be called before it is served. */
    public void offer(Agent offered) {
        agent = offered;
    }

    /** The client's agent, where it was offered. */
    Optional<Agent> agent() {
        return Optional.ofNullable(agent);
    }

    /** What the client sends; ends when it says so. */
    public InputStream in() {
        return in;
    }

    public OutputStream out() {
        return out;
    }

    public OutputStream err() {
        return err;
    }

    /** When it was asked for. */
    public Instant began() {
        return began;
    }

    /** How long it runs. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /** Bytes of the client's that were read so far. */
    public long bytesIn() {
        return traffic.bytesIn();
    }

    /** Bytes the client was sent so far, stderr included. */
    public long bytesOut() {
        return traffic.bytesOut();
    }

    /** How long neither side has sent anything. */
    public Duration idle() {
        return traffic.idle();
    }

    /**
     * Tells the client something on stderr, in a line of its own that says who speaks. A client that does not read has
     * two seconds for it.
     */
    public void say(String sentence) {
        LOG.info("session {} is told: {}", id, sentence);
        lastWords = sentence;
        String end = request.pty().isPresent() ? "\r\n" : "\n";
        byte[] line = ("hatchway: " + Printable.text(sentence) + end).getBytes(UTF_8);
        Thread speaker = Thread.startVirtualThread(() -> {
            try {
                if (!finished) {
                    remember(line, 0, line.length);
                }
            } catch (IOException unrecorded) {
                LOG.debug("what session {} is told is not in its recording", id, unrecorded);
            }
            try {
                if (!finished) {
                    err.write(line);
                }
            } catch (IOException nobodyThere) {
                // it was for the client only
            }
        });
        try {
            if (!speaker.join(HEARING)) {
                speaker.interrupt();
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says why and refuses. */
    public Exit refuse(String sentence) {
        say(sentence);
        return Exit.REFUSED;
    }

    /** The last sentence it was told; empty when there was none. */
    public String lastWords() {
        return lastWords;
    }

    /** The id of the container it is in; empty on the console, and before it is known. */
    public String containerId() {
        return container().map(Container::id).orElse("");
    }

    /** The container it is in; none on the console, and before it is known. */
    public Optional<Container> container() {
        return Optional.ofNullable(container);
    }

    /** The size of its terminal now; empty when it has none. */
    public Optional<Size> size() {
        return controls.size();
    }

    /**
     * Shows what its terminal is sent from now on, until the sight is closed.
     *
     * @param by the session it is shown in
     * @return empty when that one is shown here already, itself or in between: what is shown would be shown again for ever
     */
    public Optional<Sight> showTo(Session by, Onlooker onlooker) {
        Optional<Sight> sight = audience.admit(by.audience, onlooker);
        if (sight.isPresent()) {
            size().ifPresent(onlooker::resize);
            if (finished) {
                onlooker.ended();
            }
        }
        return sight;
    }

    /**
     * Whether it may look and change nothing, because what it does cannot be remembered. Only a console is let in so;
     * whoever serves it asks before it runs anything that may change something.
     */
    public boolean isReadOnly() {
        return readOnly;
    }

    /** Says who remembers it; to be called before it begins. */
    void rememberedBy(Chronicle remembering) {
        chronicle = remembering;
    }

    /**
     * Enters a container.
     *
     * @param granted what may be done there, now that it is known
     */
    synchronized void enter(Container found, Grant granted) {
        container = found;
        grant = granted;
        startedWith = granted;
    }

    /** Goes on in a helper beside the container, which only the permission to debug allows. */
    void standBeside() {
        beside = true;
    }

    boolean isBeside() {
        return beside;
    }

    /** Takes the place of the grant that it renews, unless that was replaced meanwhile. */
    synchronized void renew(Grant before, Grant renewed) {
        if (grant == before) {
            grant = renewed;
        }
    }

    /**
     * Goes on record: to be called when everything is decided, before anything is started. Blocks until the record would
     * outlive a crash.
     *
     * @throws UnrecordedException when there is none, and the session therefore must not begin
     */
    void goOnRecord() throws UnrecordedException, InterruptedException {
        SizedEntry begun = new SizedEntry(chronicle.begin(this), controls);
        entry = begun;
        begun.resize();
    }

    /** Enters the console: recorded where that is possible, and read-only where it is not. */
    void enterConsole() throws InterruptedException {
        try {
            goOnRecord();
        } catch (UnrecordedException full) {
            readOnly = true;
            entry = new SizedEntry(chronicle.beginUnrecorded(this), controls);
            LOG.error("session {} is let in read-only: it cannot be recorded", id, full);
            say(full.sentence() + " This console is read-only until that is mended.");
        }
    }

    /** Puts the end on record. */
    void leave(Exit exit) {
        SizedEntry begun = entry;
        if (begun == null) {
            chronicle.refused(this, lastWords, exit);
        } else {
            begun.end(exit);
        }
    }

    /** A file operation is over. */
    void remember(FileEvent event, Optional<String> failure) {
        traffic.touch();
        SizedEntry begun = entry;
        if (begun != null) {
            begun.file(event, failure);
        }
    }

    private void remember(byte[] bytes, int offset, int length) throws IOException {
        SizedEntry begun = entry;
        if (begun != null) {
            begun.output(bytes, offset, length);
        }
        audience.output(bytes, offset, length);
    }

    /** Whether it has begun, as far as anybody will know. */
    public boolean isOnRecord() {
        return entry != null;
    }

    /** Why it was told to end, if it was. */
    public synchronized Optional<Ending> ending() {
        return Optional.ofNullable(ending);
    }

    /** Tells it to end; the first reason counts. */
    public synchronized void end(Ending reason) {
        if (ending == null) {
            ending = reason;
            if (servedBy != null) {
                servedBy.interrupt();
            }
        }
    }

    /** The client's window changed. */
    public void resize(Size changed) {
        if (controls.resize(changed)) {
            audience.each(onlooker -> onlooker.resize(changed));
            controls.passOn(changed);
        }
    }

    /** The client sent a signal. While the program is being started it is kept for it. */
    public void signal(String name) {
        traffic.touch();
        controls.signal(name);
    }

    /** Output was dropped because the client will read no more of it. */
    public void readerGone() {
        controls.readerGone();
    }

    /** Puts something in the foreground and tells it at once what happened since the request. */
    public void foreground(Foreground now) {
        controls.foreground(now);
    }

    /** Takes over the service on the calling thread; false when it was told to end before it began. */
    synchronized boolean begin() {
        servedBy = Thread.currentThread();
        return ending == null;
    }

    /** Ends the service: from here on nothing interrupts the thread. */
    synchronized void finish() {
        servedBy = null;
        controls.release();
        finished = true;
        audience.each(Onlooker::ended);
        boolean late = Thread.interrupted();
        assert !late || ending != null : "interrupted by nobody";
    }

    /** Stdout: recorded before it is sent, so that a strict recording lacks nothing the client saw. */
    private final class RecordedOutput extends FilterOutputStream {
        RecordedOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            remember(bytes, offset, length);
            out.write(bytes, offset, length);
        }
    }
}
