package io.hatchway.files;

import io.hatchway.container.OpenFile;
import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker that reads large files itself once another has opened them: what goes through a program in a container is
 * copied six times on its way. The kernel has let the container's user open the file, and where the program can {@link
 * io.hatchway.container.Program#lend lend} it, only its beginning goes through the program. Everything else does.
 *
 * <p>The order in which things were submitted holds between the two: whoever is next waits for the other to be done.
 */
final class DirectReads implements FileWorker {
    private static final Logger LOG = LoggerFactory.getLogger(DirectReads.class);

    /** Most files end before it is worth a request of its own. */
    private static final long FROM = 512 * 1024;

    private static final int LONGEST = 256 * 1024;
    /** Each is a descriptor of the gateway's; whoever reads more at once has the rest by the worker. */
    private static final int MOST = 8;

    private final FileWorker worker;
    private final IntFunction<Optional<OpenFile>> lender;

    private final Map<Integer, Source> sources = new HashMap<>();
    private final BlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    /** What the worker has not answered, and what has not been read here. */
    private int withWorker;

    private int here;
    private @Nullable Thread reader;

    /** A file that was opened only to be read, and what it is read by here; wanted once. */
    private static final class Source {
        boolean wanted;

        @Nullable
        OpenFile direct;
    }

    private sealed interface Work {
        record Reading(OpenFile file, long offset, int length, Consumer<Answer> then) implements Work {}

        record Closing(OpenFile file) implements Work {}

        record End() implements Work {}
    }

    /** @param lender lends what the worker's program has open; called while that stands still */
    DirectReads(FileWorker worker, IntFunction<Optional<OpenFile>> lender) {
        this.worker = worker;
        this.lender = lender;
    }

    @Override
    public Place place() throws IOException, InterruptedException {
        return worker.place();
    }

    @Override
    public void submit(Op op, Consumer<Answer> then) {
        switch (op) {
            case Op.Read read -> read(read, then);
            case Op.Close(int file) -> {
                pass(op, then);
                close(file);
            }
            case Op.Open(int file, FilePath path, OpenMode how, int mode)
            when !how.mayChange() ->
                pass(op, answer -> {
                    if (answer instanceof Answer.Opened) {
                        know(file);
                    }
                    then.accept(answer);
                });
            default -> pass(op, then);
        }
    }

    private void read(Op.Read read, Consumer<Answer> then) {
        Optional<OpenFile> direct = direct(read);
        if (direct.isPresent()) {
            queue.add(new Work.Reading(direct.get(), read.offset(), Math.min(read.length(), LONGEST), then));
        } else {
            pass(read, then);
        }
    }

    /** What a piece is to be read by, if not by the worker; what the worker had to do before is done then. */
    private Optional<OpenFile> direct(Op.Read read) {
        boolean ask;
        synchronized (this) {
            Source source = sources.get(read.file());
            if (source == null) {
                return Optional.empty();
            }
            OpenFile found = source.direct;
            if (found != null) {
                until(() -> withWorker == 0);
                here++;
                return Optional.of(found);
            }
            ask = !source.wanted && read.offset() >= FROM && wanted() < MOST;
            source.wanted |= ask;
        }
        if (ask) {
            pass(new Op.Lend(read.file()), answer -> lent(read.file(), answer));
        }
        return Optional.empty();
    }

    private long wanted() {
        return sources.values().stream().filter(source -> source.wanted).count();
    }

    private void lent(int file, Answer answer) {
        if (answer instanceof Answer.Lent(int descriptor)) {
            lender.apply(descriptor).ifPresent(found -> take(file, found));
        }
    }

    private synchronized void take(int file, OpenFile found) {
        Source source = sources.get(file);
        if (source == null) {
            found.close();
            return;
        }
        source.direct = found;
        if (reader == null) {
            // A disk that is slow must hold up no thread that others need.
            reader = Thread.ofPlatform().daemon().name("files-direct").start(this::readAll);
        }
    }

    private synchronized void know(int file) {
        sources.put(file, new Source());
    }

    private synchronized void close(int file) {
        Source source = sources.remove(file);
        if (source != null && source.direct != null) {
            queue.add(new Work.Closing(source.direct));
        }
    }

    private void pass(Op op, Consumer<Answer> then) {
        synchronized (this) {
            until(() -> here == 0);
            withWorker++;
        }
        worker.submit(op, answer -> {
            try {
                then.accept(answer);
            } finally {
                synchronized (this) {
                    withWorker--;
                    notifyAll();
                }
            }
        });
    }

    private interface State {
        boolean holds();
    }

    /** Waits, whatever happens: what is waited for ends by itself, at the latest with the session. */
    private void until(State state) {
        boolean interrupted = false;
        while (!state.holds()) {
            try {
                wait();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void readAll() {
        byte[] bytes = new byte[LONGEST];
        while (true) {
            try {
                switch (queue.take()) {
                    case Work.Reading reading -> answer(reading, bytes);
                    case Work.Closing(OpenFile file) -> file.close();
                    case Work.End end -> {
                        return;
                    }
                }
            } catch (InterruptedException nobodys) {
                LOG.debug("a reader of files is interrupted by nobody", nobodys);
            }
        }
    }

    private void answer(Work.Reading reading, byte[] bytes) {
        Answer answer;
        try {
            int count = reading.file().read(reading.offset(), bytes, reading.length());
            answer = new Answer.Bytes(bytes, 0, count);
        } catch (IOException failed) {
            LOG.info("a file in a container cannot be read", failed);
            answer = new Failed(Reason.FAILURE, "Input/output error");
        }
        try {
            reading.then().accept(answer);
        } finally {
            synchronized (this) {
                here--;
                notifyAll();
            }
        }
    }

    @Override
    public void finish() {
        synchronized (this) {
            sources.values().forEach(source -> {
                if (source.direct != null) {
                    queue.add(new Work.Closing(source.direct));
                }
            });
            sources.clear();
            if (reader != null) {
                queue.add(new Work.End());
            }
        }
        worker.finish();
    }
}
