package io.hatchway.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.access.Grant;
import io.hatchway.container.Container;
import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import io.hatchway.files.FileEvent;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicLong;
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
    private static final int MOST_EARLY_SIGNALS = 16;
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final Duration HEARING = Duration.ofSeconds(2);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Object LOOKING = new Object();

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

    private volatile long activeAt = startedAt;
    private @Nullable Thread servedBy;
    private @Nullable Ending ending;
    private @Nullable Foreground foreground;
    private volatile @Nullable Size size;
    private final Object recordingSize = new Object();
    private @Nullable Size recordedSize;
    private volatile @Nullable Agent agent;
    private final List<String> early = new ArrayList<>();
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();
    private Chronicle chronicle = Chronicle.NONE;
    private volatile Chronicle.@Nullable Entry entry;
    private volatile @Nullable Container container;
    private volatile String lastWords = "";
    private volatile boolean beside;
    private volatile boolean readOnly;
    private boolean readerGone;
    private volatile boolean finished;
    private final Set<Onlooker> onlookers = new CopyOnWriteArraySet<>();
    /** Which session this one looks at; guarded by {@link #LOOKING}. */
    private @Nullable Session lookingAt;

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
        this.in = new ActiveInput(in);
        this.out = new RecordedOutput(out);
        this.err = new ActiveOutput(err);
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

    public Map<String, String> environment() {
        return environment;
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
        return bytesIn.get();
    }

    /** Bytes the client was sent so far, stderr included. */
    public long bytesOut() {
        return bytesOut.get();
    }

    /** How long neither side has sent anything. */
    public Duration idle() {
        return Duration.ofNanos(System.nanoTime() - activeAt);
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
        Size changed = size;
        return changed == null ? request.pty().map(Pty::size) : Optional.of(changed);
    }

    /**
     * Shows what its terminal is sent from now on, until the sight is closed.
     *
     * @param by the session it is shown in
     * @return empty when that one is shown here already, itself or in between: what is shown would be shown again for ever
     */
    public Optional<Sight> showTo(Session by, Onlooker onlooker) {
        synchronized (LOOKING) {
            for (Session seen = this; seen != null; seen = seen.lookingAt) {
                if (seen == by) {
                    return Optional.empty();
                }
            }
            by.lookingAt = this;
        }
        onlookers.add(onlooker);
        size().ifPresent(onlooker::resize);
        if (finished) {
            onlooker.ended();
        }
        return Optional.of(() -> {
            onlookers.remove(onlooker);
            synchronized (LOOKING) {
                by.lookingAt = null;
            }
        });
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
        Chronicle.Entry begun = chronicle.begin(this);
        entry = begun;
        rememberSize(begun);
    }

    /** Enters the console: recorded where that is possible, and read-only where it is not. */
    void enterConsole() throws InterruptedException {
        try {
            goOnRecord();
        } catch (UnrecordedException full) {
            readOnly = true;
            entry = chronicle.beginUnrecorded(this);
            LOG.error("session {} is let in read-only: it cannot be recorded", id, full);
            say(full.sentence() + " This console is read-only until that is mended.");
        }
    }

    /** Puts the end on record. */
    void leave(Exit exit) {
        Chronicle.Entry begun = entry;
        if (begun == null) {
            chronicle.refused(this, lastWords, exit);
        } else {
            rememberSize(begun);
            begun.end(exit);
        }
    }

    /** A file operation is over. */
    void remember(FileEvent event, Optional<String> failure) {
        activeAt = System.nanoTime();
        Chronicle.Entry begun = entry;
        if (begun != null) {
            begun.file(event, failure);
        }
    }

    private void remember(byte[] bytes, int offset, int length) throws IOException {
        Chronicle.Entry begun = entry;
        if (begun != null) {
            rememberSize(begun);
            begun.output(bytes, offset, length);
        }
        for (Onlooker onlooker : onlookers) {
            onlooker.output(bytes, offset, length);
        }
    }

    /**
     * Puts the window's newest size on record. Not when it changes, where nobody may wait for a disk: a client can change
     * it as fast as it can send, and what counts is the size that output is written for.
     */
    private void rememberSize(Chronicle.Entry begun) {
        if (size == null) {
            return;
        }
        synchronized (recordingSize) {
            Size now = size;
            Size before = recordedSize == null ? asked() : recordedSize;
            if (now != null && !now.equals(before)) {
                recordedSize = now;
                begun.resize(now);
            }
        }
    }

    private @Nullable Size asked() {
        return request.pty().map(Pty::size).orElse(null);
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
        synchronized (this) {
            if (changed.equals(size == null ? asked() : size)) {
                return;
            }
            size = changed;
        }
        onlookers.forEach(onlooker -> onlooker.resize(changed));
        inForeground().ifPresent(program -> program.resize(changed));
    }

    /** The client sent a signal. While the program is being started it is kept for it. */
    public void signal(String name) {
        activeAt = System.nanoTime();
        synchronized (this) {
            if (foreground == null) {
                if (early.size() < MOST_EARLY_SIGNALS) {
                    early.add(name);
                }
                return;
            }
        }
        inForeground().ifPresent(program -> program.signal(name));
    }

    /** Output was dropped because the client will read no more of it. */
    public void readerGone() {
        synchronized (this) {
            readerGone = true;
        }
        inForeground().ifPresent(Foreground::readerGone);
    }

    private synchronized Optional<Foreground> inForeground() {
        return Optional.ofNullable(foreground);
    }

    /** Puts something in the foreground and tells it at once what happened since the request. */
    public void foreground(Foreground now) {
        Size asked = asked();
        Size changed;
        List<String> signals;
        boolean gone;
        synchronized (this) {
            foreground = now;
            changed = size;
            signals = List.copyOf(early);
            early.clear();
            gone = readerGone;
        }
        if (changed != null && !changed.equals(asked)) {
            now.resize(changed);
        }
        signals.forEach(now::signal);
        if (gone) {
            now.readerGone();
        }
    }

    /** Takes over the service on the calling thread; false when it was told to end before it began. */
    synchronized boolean begin() {
        servedBy = Thread.currentThread();
        return ending == null;
    }

    /** Ends the service: from here on nothing interrupts the thread. */
    synchronized void finish() {
        servedBy = null;
        foreground = null;
        finished = true;
        onlookers.forEach(Onlooker::ended);
        boolean late = Thread.interrupted();
        assert !late || ending != null : "interrupted by nobody";
    }

    private final class ActiveInput extends FilterInputStream {
        ActiveInput(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = in.read(into, offset, length);
            activeAt = System.nanoTime();
            if (count > 0) {
                bytesIn.addAndGet(count);
            }
            return count;
        }
    }

    private class ActiveOutput extends FilterOutputStream {
        ActiveOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            activeAt = System.nanoTime();
            out.write(bytes, offset, length);
            bytesOut.addAndGet(length);
        }
    }

    /** Stdout: recorded before it is sent, so that a strict recording lacks nothing the client saw. */
    private final class RecordedOutput extends ActiveOutput {
        RecordedOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            remember(bytes, offset, length);
            super.write(bytes, offset, length);
        }
    }
}
