package io.hatchway.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.container.Program;
import io.hatchway.container.Program.OutputRejectedException;
import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker that is a program in the container: one exec for the whole session.
 *
 * <p>One thread writes requests, another reads answers, and several requests are under way at once, so a round trip into
 * the container costs nothing where a client asks ahead. Where it does not, and the program waits, whoever asks writes the
 * request itself. Reads and writes that wait and follow each other in a file are joined into one: in a shell each costs a
 * process. What the program says is not believed further than a session's own: it cannot make this hold more than was
 * asked for.
 */
final class CoProcess implements FileWorker {
    private static final Logger LOG = LoggerFactory.getLogger(CoProcess.class);

    private static final int SMALL = 64 * 1024;
    private static final int LONGEST_TEXT = 64 * 1024;
    /** Of a folder's entries, each about a hundred bytes. */
    private static final int LONGEST_LISTING = 16 * 1024 * 1024;

    private static final int LONGEST_HEAD = 100;

    private final Program program;
    private final Confinement confinement;
    private final Consumer<FilePath> missing;
    private final CompletableFuture<Place> place = new CompletableFuture<>();

    private final Deque<Task> waiting = new ArrayDeque<>();
    private final Deque<Sent> underWay = new ArrayDeque<>();
    private Pace pace = Pace.SHELL;
    private @Nullable Pen pen;
    private long lastId;
    private boolean writing;
    private boolean closing;
    /** The program has been asked to lend a file, and must stand still until that is taken. */
    private boolean lending;

    private @Nullable Failed broken;

    /**
     * How much a worker is given at once.
     *
     * @param underWay requests
     * @param joined bytes of one
     */
    private record Pace(int underWay, int joined) {
        /** Each request costs processes, tenfold what its bytes cost when they are few. */
        static final Pace SHELL = new Pace(4, 4 * 1024 * 1024);
        /** Pieces that stay in a processor's cache on their way. */
        static final Pace PERL = new Pace(8, 512 * 1024);

        static Pace of(String worker) {
            return worker.equals("perl") ? PERL : SHELL;
        }
    }

    /** What requests are written with once the worker works. */
    private record Pen(OutputStream stdin, Wire wire) {}

    private record Task(Op op, Consumer<Answer> then) {}

    /** Tasks joined into one request, and how many bytes it may be answered with. */
    private record Sent(long id, List<Task> tasks, int most) {
        /** How long the text of an answer may be. */
        int longestText() {
            return !tasks.isEmpty() && tasks.getFirst().op() instanceof Op.ListFolder ? LONGEST_LISTING : LONGEST_TEXT;
        }
    }

    /** Over a program that is to run {@link WorkerScript}. */
    CoProcess(Program program, Confinement confinement) {
        this(program, confinement, folder -> {});
    }

    /** @param missing is told of each folder to be confined to that is not there; one that comes later can be used then */
    CoProcess(Program program, Confinement confinement, Consumer<FilePath> missing) {
        this.program = program;
        this.confinement = confinement;
        this.missing = missing;
        underWay.add(new Sent(0, List.of(), 0));
    }

    /**
     * Lets the worker work: returns when its program has ended its output.
     *
     * @throws TooFewToolsException when the container has not the tools for it
     * @throws ProtocolException when the program does not say what a worker says
     * @throws IOException when the engine's stream broke
     */
    void run() throws IOException {
        Answers answers = new Answers();
        try {
            program.copyOutput(answers.bulk, answers.control);
        } catch (OutputRejectedException rejected) {
            throw rejected.getCause() instanceof IOException fault ? fault : rejected;
        } finally {
            answers.letGo(answers.listings);
            fail(new Failed(Reason.LOST, "The program in the container that works on its files has ended."));
        }
    }

    @Override
    public Place place() throws IOException, InterruptedException {
        try {
            return place.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof TooFewToolsException tooFew ? tooFew : new IOException(failed);
        }
    }

    @Override
    public void submit(Op op, Consumer<Answer> then) {
        Failed failure;
        synchronized (this) {
            failure = broken;
            if (failure == null) {
                boolean idle = !writing && !closing && !lending && underWay.isEmpty() && waiting.isEmpty();
                waiting.add(new Task(op, then));
                Pen at = pen;
                if (idle && at != null && isSmall(op)) {
                    sendFirst(at);
                } else {
                    notifyAll();
                }
            }
        }
        if (failure != null) {
            then.accept(failure);
        }
    }

    private static boolean isSmall(Op op) {
        return !(op instanceof Op.Write write) || write.length() <= SMALL;
    }

    /** The worker waits for a request, so it takes a small one at once; one thread less has to be woken. */
    private void sendFirst(Pen pen) {
        Sent next = take(++lastId);
        underWay.add(next);
        try {
            send(pen, next);
        } catch (IOException gone) {
            LOG.debug("a worker takes no more requests", gone);
        }
    }

    /** When everything that was submitted is done, the program's input ends, and so does the program. */
    @Override
    public synchronized void finish() {
        closing = true;
        notifyAll();
    }

    private void write(Wire wire) {
        try (OutputStream stdin = program.stdin()) {
            Pen own = new Pen(stdin, wire);
            for (Confinement.Root root : confinement.roots()) {
                long id;
                synchronized (this) {
                    id = ++lastId;
                    underWay.add(new Sent(id, List.of(), 0));
                }
                stdin.write(wire.root(id, root));
            }
            synchronized (this) {
                pen = own;
            }
            while (true) {
                Sent next;
                synchronized (this) {
                    writing = false;
                    while (broken == null
                            && (waiting.isEmpty() ? !closing : lending || underWay.size() >= pace.underWay())) {
                        wait();
                    }
                    if (broken != null || waiting.isEmpty()) {
                        return;
                    }
                    next = take(++lastId);
                    underWay.add(next);
                    writing = true;
                }
                send(own, next);
            }
        } catch (IOException gone) {
            LOG.debug("a worker takes no more requests", gone);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    /** The first task that waits, and those that can be joined to it. */
    private Sent take(long id) {
        List<Task> tasks = new ArrayList<>(List.of(waiting.remove()));
        lending = tasks.getFirst().op() instanceof Op.Lend;
        Span span = Span.of(tasks.getFirst().op());
        while (span.length() > 0 && !waiting.isEmpty()) {
            Span next = Span.of(waiting.getFirst().op());
            if (!next.follows(span) || span.length() + next.length() > pace.joined()) {
                break;
            }
            tasks.add(waiting.remove());
            span = new Span(span.file(), span.write(), span.offset(), span.length() + next.length());
        }
        return new Sent(id, tasks, span.write() ? 0 : span.length());
    }

    /** The part of a file that an operation reads or writes; of length 0 for all others. */
    private record Span(int file, boolean write, long offset, int length) {
        private static final Span NONE = new Span(0, true, 0, 0);

        static Span of(Op op) {
            if (op instanceof Op.Read(int file, long offset, int length)) {
                return new Span(file, false, offset, length);
            }
            return op instanceof Op.Write write ? new Span(write.file(), true, write.offset(), write.length()) : NONE;
        }

        boolean follows(Span other) {
            return length > 0 && file == other.file && write == other.write && offset == other.offset + other.length;
        }
    }

    private static void send(Pen pen, Sent sent) throws IOException {
        OutputStream stdin = pen.stdin();
        Wire wire = pen.wire();
        switch (sent.tasks().getFirst().op()) {
            case Op.Read(int file, long offset, int length) ->
                stdin.write(wire.read(sent.id(), file, offset, sent.most()));
            case Op.Write(int file, long offset, byte[] bytes, int from, int length) -> {
                List<Op.Write> writes =
                        sent.tasks().stream().map(task -> (Op.Write) task.op()).toList();
                int total = writes.stream().mapToInt(Op.Write::length).sum();
                byte[] head = wire.write(sent.id(), file, offset, total);
                if (total <= SMALL) {
                    ByteArrayOutputStream all = new ByteArrayOutputStream(head.length + total);
                    all.write(head);
                    writes.forEach(write -> all.write(write.bytes(), write.from(), write.length()));
                    stdin.write(all.toByteArray());
                } else {
                    stdin.write(head);
                    for (Op.Write write : writes) {
                        stdin.write(write.bytes(), write.from(), write.length());
                    }
                }
            }
            default ->
                stdin.write(wire.request(sent.id(), sent.tasks().getFirst().op()));
        }
    }

    private void fail(Failed failure) {
        List<Task> unanswered = new ArrayList<>();
        synchronized (this) {
            broken = failure;
            underWay.forEach(sent -> unanswered.addAll(sent.tasks()));
            unanswered.addAll(waiting);
            underWay.clear();
            waiting.clear();
            notifyAll();
        }
        place.completeExceptionally(new IOException(failure.sentence()));
        unanswered.forEach(task -> task.then().accept(failure));
    }

    /** Takes apart what the program writes; used by one thread. */
    private final class Answers {
        private final ByteArrayOutputStream head = new ByteArrayOutputStream();
        private final Deque<Heard> heard = new ArrayDeque<>();
        private byte[] held = new byte[SMALL];
        private int heldFrom;
        private int heldTo;
        private @Nullable Heard current;
        private int textAt;
        /** What texts of answers have taken of {@link ListingMemory}. */
        private long listings;

        private @Nullable Beginning beginning;
        private final List<FilePath> absent = new ArrayList<>();

        /** What a worker says of itself, and of its user: the home and the folder it is in are the container's words. */
        private record Beginning(String worker, int umask, String home, String folder) {}

        /** An answer whose bytes may still be on their way. */
        @SuppressWarnings("ArrayRecordComponent") // compared by nobody
        private record Heard(long id, int status, int bytes, byte[] text) {}

        final OutputStream bulk = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                hold(bytes, from, length);
                answer();
            }
        };

        final OutputStream control = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                int at = from;
                while (at < from + length) {
                    at = listen(bytes, at, from + length);
                    answer();
                }
            }
        };

        private void hold(byte[] bytes, int from, int length) throws IOException {
            long most;
            synchronized (CoProcess.this) {
                most = underWay.stream().mapToLong(Sent::most).sum();
            }
            int holding = heldTo - heldFrom;
            if (holding + length > most) {
                throw new ProtocolException("a worker sent more than was asked for");
            }
            if (heldTo + length > held.length) {
                byte[] room =
                        holding + length > held.length ? new byte[Integer.highestOneBit(holding + length) << 1] : held;
                System.arraycopy(held, heldFrom, room, 0, holding);
                held = room;
                heldFrom = 0;
                heldTo = holding;
            }
            System.arraycopy(bytes, from, held, heldTo, length);
            heldTo += length;
        }

        private int listen(byte[] bytes, int from, int to) throws IOException {
            if (current == null) {
                int end = from;
                while (end < to && bytes[end] != '\n') {
                    end++;
                }
                head.write(bytes, from, end - from);
                if (head.size() > LONGEST_HEAD) {
                    throw new ProtocolException("not a worker's answer");
                }
                if (end == to) {
                    return to;
                }
                current = begin(head.toString(ISO_8859_1));
                head.reset();
                textAt = 0;
                finishIfWhole(current);
                return end + 1;
            }
            int count = Math.min(to - from, current.text().length - textAt);
            System.arraycopy(bytes, from, current.text(), textAt, count);
            textAt += count;
            finishIfWhole(current);
            return from + count;
        }

        private void finishIfWhole(Heard answer) {
            if (textAt == answer.text().length) {
                heard.add(answer);
                current = null;
            }
        }

        private Heard begin(String line) throws ProtocolException {
            String[] words = line.split(" ", -1);
            try {
                long id = Long.parseLong(words[0]);
                int bytes = Integer.parseInt(words[2]);
                int length = Integer.parseInt(words[3]);
                Sent asked = asked(id);
                if (bytes < 0 || bytes > asked.most() || length < 0 || length > asked.longestText()) {
                    throw new ProtocolException("an answer of " + bytes + " and " + length + " bytes");
                }
                if (!ListingMemory.ALL.take(memory(length))) {
                    throw new ProtocolException("more listings at once than there is room for");
                }
                listings += memory(length);
                return new Heard(id, Integer.parseInt(words[1]), bytes, new byte[length]);
            } catch (IndexOutOfBoundsException | NumberFormatException notOne) {
                throw new ProtocolException("not a worker's answer: " + line);
            }
        }

        /** What the text of an answer takes while it is told; short ones are few and count for nothing. */
        private static long memory(int length) {
            return length <= LONGEST_TEXT ? 0 : 2L * length;
        }

        private void letGo(long bytes) {
            listings -= bytes;
            ListingMemory.ALL.give(bytes);
        }

        /** What is answered next; the answers before it may still wait for their bytes. */
        private Sent asked(long id) throws ProtocolException {
            synchronized (CoProcess.this) {
                return underWay.stream()
                        .skip(heard.size())
                        .findFirst()
                        .filter(next -> next.id() == id)
                        .orElseThrow(() -> new ProtocolException("a worker answered what it was not asked"));
            }
        }

        private void answer() throws IOException {
            while (!heard.isEmpty() && heard.getFirst().bytes() <= heldTo - heldFrom) {
                Heard next = heard.remove();
                Sent sent;
                synchronized (CoProcess.this) {
                    if (underWay.isEmpty()) {
                        throw new ProtocolException("a worker answers after its end");
                    }
                    sent = underWay.remove();
                    CoProcess.this.notifyAll();
                }
                try {
                    tell(sent, next);
                } finally {
                    letGo(memory(next.text().length));
                }
                heldFrom += next.bytes();
                if (heldFrom == heldTo) {
                    heldFrom = 0;
                    heldTo = 0;
                }
            }
        }

        private void tell(Sent sent, Heard answer) throws IOException {
            if (sent.tasks().isEmpty()) {
                settled(answer);
                return;
            }
            int at = heldFrom;
            int end = heldFrom + answer.bytes();
            for (Task task : sent.tasks()) {
                Answer said = Wire.answer(task.op(), answer.status(), answer.text());
                if (task.op() instanceof Op.Read(int file, long offset, int length) && !(said instanceof Failed)) {
                    int count = Math.min(length, end - at);
                    said = new Answer.Bytes(held, at, count);
                    at += count;
                }
                task.then().accept(said);
            }
            if (sent.tasks().getFirst().op() instanceof Op.Lend) {
                goOn();
            }
        }

        private void goOn() {
            synchronized (CoProcess.this) {
                lending = false;
                CoProcess.this.notifyAll();
            }
        }

        /** What the worker says when it begins, and to each root; it can be asked when it has said all of it. */
        private void settled(Heard answer) throws IOException {
            if (answer.id() == 0) {
                beginning = begins(answer);
            } else if (answer.status() != 0) {
                FilePath folder = confinement.folders().get((int) answer.id() - 1);
                absent.add(folder);
                missing.accept(folder);
            }
            if (beginning != null && answer.id() == confinement.roots().size()) {
                place.complete(place(beginning));
            }
        }

        private Beginning begins(Heard answer) throws IOException {
            if (answer.status() != 0) {
                String missing = FilePath.of(answer.text()).text();
                TooFewToolsException tooFew =
                        new TooFewToolsException(missing.substring(0, Math.min(missing.length(), LONGEST_HEAD)));
                place.completeExceptionally(tooFew);
                throw tooFew;
            }
            String text = new String(answer.text(), ISO_8859_1);
            int line = text.indexOf('\n');
            try {
                String[] words = text.substring(0, line).split(" ", 4);
                Beginning begins =
                        new Beginning(words[0], Integer.parseInt(words[1], 8), words[3], text.substring(line + 1));
                synchronized (CoProcess.this) {
                    pace = Pace.of(begins.worker());
                }
                Wire wire = new Wire(confinement, begins.umask());
                Thread.ofVirtual().name("files-requests").start(() -> write(wire));
                return begins;
            } catch (IndexOutOfBoundsException | NumberFormatException notOne) {
                throw new ProtocolException("not a worker's beginning");
            }
        }

        private Place place(Beginning begins) {
            FilePath folder = absolute(begins.folder(), FilePath.ROOT);
            List<FilePath> bounds = confinement.folders();
            boolean confined = confinement.isConfined() && !bounds.contains(FilePath.ROOT);
            FilePath start = confined
                    ? bounds.stream()
                            .filter(bound -> !absent.contains(bound))
                            .findFirst()
                            .orElse(bounds.getFirst())
                    : folder;
            FilePath home = confined ? start : absolute(begins.home(), start);
            return new Place(start, home, begins.umask(), begins.worker().equals("sh"));
        }

        private static FilePath absolute(String path, FilePath otherwise) {
            return path.startsWith("/") ? new FilePath(path) : otherwise;
        }
    }
}
