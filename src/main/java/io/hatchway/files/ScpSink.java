package io.hatchway.files;

import io.hatchway.files.Answer.Failed;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Receives files from a client of scp: {@code scp -t}. */
final class ScpSink {
    private static final int PIECE = 256 * 1024;
    private static final int UNDER_WAY = 8;
    private static final int MOST_DEPTH = 200;
    private static final Pattern NEW = Pattern.compile("[CD]([0-7]{4}) ([0-9]{1,18}) (.+)", Pattern.DOTALL);
    private static final Pattern TIMES = Pattern.compile("T([0-9]{1,11}) [0-9]+ ([0-9]{1,11}) [0-9]+");

    private final ScpPeer peer;
    private final FileWorker worker;
    private final FileWitness witness;
    private final ScpCommand command;
    private int lastFile;

    ScpSink(ScpPeer peer, FileWorker worker, FileWitness witness, ScpCommand command) {
        this.peer = peer;
        this.worker = worker;
        this.witness = witness;
        this.command = command;
    }

    void serve() throws IOException, InterruptedException {
        FilePath given = command.paths().getFirst().path();
        FilePath target = worker.place().resolve(given);
        boolean isFolder =
                worker.call(new Op.Stat(target, true)) instanceof Answer.Stat(FileStat stat) && stat.isFolder();
        if (command.folder() && !isFolder) {
            peer.complain(given, "Not a directory");
            return;
        }
        peer.acknowledge();
        receive(target, isFolder, 0);
    }

    /** What comes until the folder ends, or everything. */
    private void receive(FilePath target, boolean into, int depth) throws IOException, InterruptedException {
        Optional<Changes.Times> times = Optional.empty();
        while (true) {
            String line = peer.line();
            switch (line.isEmpty() ? '\0' : line.charAt(0)) {
                case '\0' -> {
                    return;
                }
                case 'E' -> {
                    peer.acknowledge();
                    return;
                }
                case 'T' -> {
                    Matcher matcher = matched(TIMES, line);
                    times = Optional.of(
                            new Changes.Times(Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(1))));
                    peer.acknowledge();
                }
                case 'C', 'D' -> {
                    Matcher matcher = matched(NEW, line);
                    int mode = Integer.parseInt(matcher.group(1), 8);
                    FilePath path = into ? target.resolve(name(matcher.group(3))) : target;
                    if (line.charAt(0) == 'C') {
                        receiveFile(path, mode, Long.parseLong(matcher.group(2)), times);
                    } else if (!command.recursive() || depth >= MOST_DEPTH) {
                        throw new ProtocolException("a folder that was not asked for");
                    } else {
                        receiveFolder(path, mode, times, depth);
                    }
                    times = Optional.empty();
                }
                case '\1' -> {
                    // It could not read something, and has said so itself.
                }
                default -> throw new ProtocolException("not a line of scp's");
            }
        }
    }

    private static Matcher matched(Pattern pattern, String line) throws ProtocolException {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            throw new ProtocolException("not a line of scp's");
        }
        return matcher;
    }

    /** A client chooses names within the target, never a way out of it. */
    private static FilePath name(String name) throws ProtocolException {
        if (name.indexOf('/') >= 0 || name.indexOf('\0') >= 0 || name.equals(".") || name.equals("..")) {
            throw new ProtocolException("not the name of a file");
        }
        return new FilePath(name);
    }

    private void receiveFolder(FilePath path, int mode, Optional<Changes.Times> times, int depth)
            throws IOException, InterruptedException {
        boolean there = worker.call(new Op.Stat(path, true)) instanceof Answer.Stat(FileStat stat) && stat.isFolder();
        if (!there) {
            Answer made = worker.call(new Op.MakeFolder(path, mode | 0700));
            witness.saw(new FileEvent.FolderMade(path), SftpServer.failure(made));
            if (made instanceof Failed failed) {
                peer.complain(path, failed);
                return;
            }
        }
        peer.acknowledge();
        receive(path, true, depth + 1);
        finish(path, mode, times, !there);
    }

    private void receiveFile(FilePath path, int mode, long size, Optional<Changes.Times> times)
            throws IOException, InterruptedException {
        int file = ++lastFile;
        Answer opened = worker.call(new Op.Open(file, path, OpenMode.OVERWRITE, mode));
        witness.saw(new FileEvent.Opened(path, true), SftpServer.failure(opened));
        if (opened instanceof Failed failed) {
            peer.complain(path, failed);
            return;
        }
        peer.acknowledge();
        Tally tally = new Tally();
        boolean whole = false;
        Optional<Failed> failure = Optional.empty();
        try {
            Optional<Failed> unwritten = content(file, size, tally);
            peer.acknowledged();
            // Not where the client left: to close a file may be to put it where it belongs, as if it were whole.
            Answer closed = worker.call(new Op.Close(file));
            failure = unwritten.or(() -> closed instanceof Failed unclosed ? Optional.of(unclosed) : Optional.empty());
            whole = true;
        } finally {
            witness.saw(
                    new FileEvent.Closed(path, new Tally().passage(), tally.passage()),
                    whole
                            ? failure.map(Failed::sentence)
                            : Optional.of(witness.whyUnclosed() + " " + worker.unclosed()));
        }
        if (failure.isPresent()) {
            peer.complain(path, failure.get());
        } else if (finish(path, mode, times, false)) {
            peer.acknowledge();
        }
    }

    /** Everything that was announced is read, also when it cannot be written. */
    private Optional<Failed> content(int file, long size, Tally tally) throws IOException, InterruptedException {
        Deque<CompletableFuture<Answer>> underWay = new ArrayDeque<>();
        Optional<Failed> failure = Optional.empty();
        long received = 0;
        while (received < size || !underWay.isEmpty()) {
            if (received < size) {
                byte[] piece = peer.receive((int) Math.min(PIECE, size - received));
                if (failure.isEmpty()) {
                    tally.add(received, piece, 0, piece.length);
                    underWay.add(worker.begin(new Op.Write(file, received, piece, 0, piece.length)));
                }
                received += piece.length;
            }
            if (!underWay.isEmpty()
                    && (underWay.size() >= UNDER_WAY || received == size)
                    && FileWorker.join(underWay.remove()) instanceof Failed failed
                    && failure.isEmpty()) {
                failure = Optional.of(failed);
            }
        }
        return failure;
    }

    private boolean finish(FilePath path, int mode, Optional<Changes.Times> times, boolean chmod)
            throws IOException, InterruptedException {
        int bits = command.times() ? mode : mode & ~worker.place().umask();
        Changes changes = new Changes(
                Optional.empty(),
                command.times() || chmod ? Optional.of(bits) : Optional.empty(),
                Optional.empty(),
                times);
        if (changes.isEmpty()) {
            return true;
        }
        Answer changed = worker.call(new Op.Change(path, changes));
        witness.saw(new FileEvent.Changed(path, changes.text()), SftpServer.failure(changed));
        if (changed instanceof Failed failed) {
            peer.complain(path, failed);
            return false;
        }
        return true;
    }
}
