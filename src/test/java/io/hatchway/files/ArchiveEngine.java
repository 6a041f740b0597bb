package io.hatchway.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.container.Archive;
import io.hatchway.container.EngineException;
import io.hatchway.files.TarReader.Header;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;

/** An engine that keeps a container's files by their paths, and does with links and names what Docker's does. */
final class ArchiveEngine implements Archive {
    private static final int TRAILER = 1024;

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Kept(Header header, byte[] content) {}

    /** By their paths, a character for each byte. */
    final Map<String, Kept> files = new TreeMap<>();

    final List<String> asked = new ArrayList<>();
    final AtomicInteger opened = new AtomicInteger();
    final Set<String> mounted = new HashSet<>();
    final Set<String> hidden = new HashSet<>(Set.of("/proc", "/sys", "/dev"));
    Optional<String> home = Optional.empty();
    Optional<EngineException> refusal = Optional.empty();
    Runnable beforePut = () -> {};
    volatile IntConsumer sending = at -> {};
    boolean runs;
    /** Names that are one file's, as on a file system that takes no notice of case. */
    UnaryOperator<String> same = name -> name;
    /** As on a file system without hard links. */
    boolean linksNothing;
    /** As an engine that makes the new before it removes the old. */
    boolean removesNothing;

    void file(String path, String content) {
        keep(path, '0', 0100640, "", content);
    }

    void folder(String path) {
        keep(path, '5', 040755, "", "");
    }

    void link(String path, String target) {
        keep(path, '2', 0120777, target, "");
    }

    private void keep(String path, char type, int mode, String target, String content) {
        byte[] bytes = content.getBytes(UTF_8);
        FileStat stat = new FileStat(mode, 1, 7, 8, bytes.length, 5, 5, "7", "8");
        Header header = new Header(FilePath.ofText(path).fileName(), stat, type, FilePath.ofText(target));
        files.put(path, new Kept(header, bytes));
    }

    Kept kept(String path) {
        return Optional.ofNullable(files.get(path)).orElseThrow();
    }

    String content(String path) {
        return new String(kept(path).content(), UTF_8);
    }

    FileStat stat(String path) {
        return kept(path).header().stat();
    }

    long puts() {
        return asked.stream().filter(call -> call.startsWith("put")).count();
    }

    @Override
    public Setting setting() {
        return new Setting("", home, "/srv", mounted, hidden, runs, false);
    }

    @Override
    public Optional<Glimpse> look(byte[] path) throws EngineException {
        refuse();
        String name = same.apply(inFolder(FilePath.of(path).normalized()).latin1());
        asked.add("look " + name);
        Kept there = files.get(name);
        if (there == null) {
            return Optional.empty();
        }
        return Optional.of(
                switch (there.header().type()) {
                    case '2' -> new Glimpse(Kind.LINK, Optional.of(end(new FilePath(name), there)));
                    case '5' -> new Glimpse(Kind.FOLDER, Optional.empty());
                    default -> new Glimpse(Kind.FILE, Optional.empty());
                });
    }

    /** One step nearer to where a link leads, by the real folder it is in. */
    private static String end(FilePath link, Kept there) {
        return link.parent().resolve(there.header().link()).normalized().text();
    }

    @Override
    public Optional<InputStream> get(byte[] path) throws EngineException {
        refuse();
        String name = same.apply(inFolder(FilePath.of(path).normalized()).latin1());
        asked.add("get " + name);
        if (!files.containsKey(name)) {
            return Optional.empty();
        }
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        String top = new FilePath(name).fileName().latin1();
        boolean text = FilePath.ofText(new FilePath(name).text()).latin1().equals(name);
        files.forEach((at, kept) -> {
            if (text && (at.equals(name) || at.startsWith(name.equals("/") ? "/" : name + "/"))) {
                tar.writeBytes(entry(kept, top + at.substring(name.length())));
            }
        });
        tar.writeBytes(new byte[TRAILER]);
        opened.incrementAndGet();
        return Optional.of(new ByteArrayInputStream(tar.toByteArray()) {
            private boolean closed;

            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                sending.accept(pos);
                return super.read(into, offset, length);
            }

            @Override
            public synchronized void close() {
                if (!closed) {
                    closed = true;
                    opened.decrementAndGet();
                }
            }
        });
    }

    private FilePath inFolder(FilePath path) {
        if (path.equals(FilePath.ROOT)) {
            return path;
        }
        FilePath folder = inFolder(path.parent());
        Kept at = files.get(folder.latin1());
        FilePath real = at != null && at.header().isSymbolicLink()
                ? folder.parent().resolve(at.header().link()).normalized()
                : folder;
        return real.resolve(path.fileName());
    }

    private static byte[] entry(Kept kept, String name) {
        Header header = new Header(
                new FilePath(name),
                kept.header().stat(),
                kept.header().type(),
                kept.header().link());
        try {
            byte[] whole = TarWriter.stream(header, new ByteArrayInputStream(kept.content()))
                    .readAllBytes();
            return Arrays.copyOf(whole, whole.length - TRAILER);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    public void put(byte[] folder, InputStream tar, boolean overFolders) throws EngineException {
        refuse();
        FilePath into = FilePath.of(folder).normalized();
        asked.add("put " + into.latin1());
        beforePut.run();
        try {
            TarReader reader = new TarReader(tar);
            for (Optional<Header> next = reader.next(); next.isPresent(); next = reader.next()) {
                Header header = next.get();
                byte[] content =
                        new byte[header.type() == '0' ? (int) header.stat().size() : 0];
                for (int at = 0; at < content.length; ) {
                    at += reader.read(content, at, content.length - at);
                }
                unpack(into, header, content, overFolders);
            }
        } catch (EngineException refused) {
            throw refused;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void unpack(FilePath into, Header header, byte[] content, boolean overFolders) throws EngineException {
        String name = same.apply(into.resolve(header.name()).normalized().latin1());
        Kept old = files.get(name);
        boolean overFolder = old != null && old.header().stat().isFolder() && header.type() != '5';
        if (overFolder && !overFolders) {
            throw new EngineException(EngineException.Kind.REFUSED, "It is a folder.");
        }
        if (!removesNothing) {
            files.remove(name);
        }
        if (!header.isHardLink()) {
            files.put(name, new Kept(header, content));
            return;
        }
        Kept first =
                files.get(same.apply(into.resolve(header.link()).normalized().latin1()));
        if (first == null || linksNothing || files.containsKey(name)) {
            throw new EngineException(EngineException.Kind.REFUSED, "It could not be linked.");
        }
        Header known = first.header();
        files.put(
                name,
                new Kept(
                        new Header(
                                header.name(), header.stat().sized(known.stat().size()), known.type(), known.link()),
                        first.content()));
    }

    private void refuse() throws EngineException {
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }
}
