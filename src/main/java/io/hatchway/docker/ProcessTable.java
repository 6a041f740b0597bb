package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.container.Launch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The host's processes as proc(5) shows them, with the session each belongs to, as far as one pid namespace goes. One
 * scan serves everybody who asks at about the same time: a thousand sessions that end together do not scan a thousand
 * times. Only the namespace's own processes are looked into, because a hostile one can make that hang.
 */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");

    /** Twice what execve(2) takes for one variable, which is where a tag would have to hide behind. */
    private static final int MOST_READ = 256 * 1024;

    /** How long one scan waits for processes whose environment cannot be seen for the moment. */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private static final String MARK = Launch.TAG + "=";

    /** Not every kernel tells where code begins. */
    private static final boolean LAYOUT_IS_TOLD =
            !own().map(ProcStat::isBetweenPrograms).orElse(true);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(1);

    private static final int MOST_TABLES = 256;
    private static final LinkedHashMap<Path, ProcessTable> TABLES = new LinkedHashMap<>();

    private final Path namespace;
    private Snapshot latest = new Snapshot(List.of(), System.nanoTime());

    private ProcessTable(Path namespace) {
        this.namespace = namespace;
    }

    /** The table of a pid namespace, named as the link {@code /proc/PID/ns/pid} names it. */
    static ProcessTable of(Path namespace) {
        synchronized (TABLES) {
            ProcessTable table = TABLES.computeIfAbsent(namespace, ProcessTable::new);
            if (TABLES.size() > MOST_TABLES) {
                TABLES.pollFirstEntry();
            }
            return table;
        }
    }

    /** The pid namespace of a process. */
    static Path namespace(Path process) throws IOException {
        return Files.readSymbolicLink(process.resolve("ns/pid"));
    }

    /** A live process: its parent, its kernel session, its tag or "", and when it was started, in ticks since boot. */
    record Entry(int pid, int parent, int session, String tag, long started) {}

    /** Everything found by one scan. */
    record Snapshot(Collection<Entry> entries, long takenAt) {

        /** The pids of a session's tree. */
        Set<Integer> tree(String tag) {
            return tree(tag, Map.of()).keySet();
        }

        /**
         * A session's tree, as start times by pid.
         *
         * @param known what an earlier look found: a member stays one when nothing leads to it any more
         */
        Map<Integer, Long> tree(String tag, Map<Integer, Long> known) {
            Map<Integer, Long> tree = new HashMap<>();
            Set<Integer> kernelSessions = new HashSet<>();
            Map<Integer, List<Entry>> children = new HashMap<>();
            for (Entry entry : entries) {
                children.computeIfAbsent(entry.parent(), parent -> new ArrayList<>())
                        .add(entry);
                if (entry.tag().equals(tag) || Objects.equals(known.get(entry.pid()), entry.started())) {
                    tree.put(entry.pid(), entry.started());
                    if (entry.session() == entry.pid()) {
                        kernelSessions.add(entry.pid());
                    }
                }
            }
            for (Entry entry : entries) {
                if (kernelSessions.contains(entry.session())) {
                    tree.put(entry.pid(), entry.started());
                }
            }
            List<Integer> open = new ArrayList<>(tree.keySet());
            while (!open.isEmpty()) {
                for (Entry child : children.getOrDefault(open.removeLast(), List.of())) {
                    if (tree.put(child.pid(), child.started()) == null) {
                        open.add(child.pid());
                    }
                }
            }
            return tree;
        }

        /**
         * The process that was started for the session; 0 when it has gone. What it started may lead kernel sessions of
         * their own: it is the oldest of those that do.
         */
        int leader(String tag) {
            return entries.stream()
                    .filter(entry -> entry.tag().equals(tag) && entry.session() == entry.pid())
                    .min(Comparator.comparingLong(Entry::started).thenComparingInt(Entry::pid))
                    .map(Entry::pid)
                    .orElse(0);
        }
    }

    /** A snapshot that began after this call, shared with whoever else asked before it began. */
    Snapshot snapshot() throws IOException {
        long asked = System.nanoTime();
        synchronized (this) {
            if (latest.takenAt() - asked < 0) {
                long began = System.nanoTime();
                latest = new Snapshot(scan(), began);
            }
            return latest;
        }
    }

    private List<Entry> scan() throws IOException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                Optional<ProcStat> stat = stat(process).filter(running -> !running.isOver());
                if (stat.isPresent()) {
                    entries.add(new Entry(
                            Integer.parseInt(process.getFileName().toString()),
                            stat.get().parent(),
                            stat.get().session(),
                            tag(process, stat.get(), until),
                            stat.get().started()));
                }
            }
        }
        return entries;
    }

    private static Optional<ProcStat> own() {
        try {
            return stat(PROC.resolve("self"));
        } catch (IOException unread) {
            return Optional.empty();
        }
    }

    private static Optional<ProcStat> stat(Path process) throws IOException {
        return ProcStat.parse(read(process.resolve("stat")));
    }

    /** Whether a pid still means the process that was started then: pids come again. */
    static boolean isStill(int pid, long started) throws IOException {
        return stat(PROC.resolve(Integer.toString(pid)))
                .filter(stat -> stat.started() == started)
                .isPresent();
    }

    private String tag(Path process, ProcStat stat, long until) throws IOException {
        try {
            if (!namespace(process).equals(namespace)) {
                return "";
            }
        } catch (IOException gone) {
            return "";
        }
        return tagIn(environ(process, stat, until));
    }

    /** A process's environment, which looks empty while execve(2) is at work: who is just then told to end would be missed. */
    private static String environ(Path process, ProcStat seen, long until) throws IOException {
        ProcStat before = seen;
        while (true) {
            String environ = read(process.resolve("environ"));
            Optional<ProcStat> after = environ.isEmpty() ? stat(process) : Optional.empty();
            if (after.isEmpty() || !LAYOUT_IS_TOLD || System.nanoTime() - until > 0) {
                return environ;
            }
            if (!after.get().isBetweenPrograms() && after.get().layout().equals(before.layout())) {
                return environ;
            }
            before = after.get();
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    /** The tag in an environment as proc(5) shows it, its variables ended by NUL; the first where there are several. */
    static String tagIn(String environ) {
        int at = environ.startsWith(MARK) ? 0 : environ.indexOf("\0" + MARK) + 1;
        if (at == 0 && !environ.startsWith(MARK)) {
            return "";
        }
        int end = environ.indexOf('\0', at);
        return environ.substring(at + MARK.length(), end < 0 ? environ.length() : end);
    }

    /**
     * The beginning of a file of /proc, or "" when its process has ended or is hidden. Any other failure (too many open
     * files, say) is one: taking it for an ended process would leave that alive.
     */
    private static String read(Path file) throws IOException {
        // Not the whole of it: a process can make its environment look gigabytes long (prctl(2), PR_SET_MM).
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_READ), ISO_8859_1);
        } catch (NoSuchFileException | AccessDeniedException goneOrHidden) {
            return "";
        } catch (IOException failed) {
            if (String.valueOf(failed.getMessage()).contains("No such process")) {
                return "";
            }
            throw failed;
        }
    }
}
