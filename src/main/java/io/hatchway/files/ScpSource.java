package io.hatchway.files;

import io.hatchway.files.Answer.Entry;
import io.hatchway.files.Answer.Failed;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Sends files to a client of scp: {@code scp -f}. */
final class ScpSource {
    private static final int PIECE = 256 * 1024;
    private static final int AHEAD = 8;

    private final ScpPeer peer;
    private final FileWorker worker;
    private final FileWitness witness;
    private final ScpCommand command;
    private int lastFile;

    ScpSource(ScpPeer peer, FileWorker worker, FileWitness witness, ScpCommand command) {
        this.peer = peer;
        this.worker = worker;
        this.witness = witness;
        this.command = command;
    }

    void serve() throws IOException, InterruptedException {
        if (!peer.acknowledged()) {
            return;
        }
        Wildcards wildcards = new Wildcards(worker, witness, ListingMemory.ALL);
        for (ScpPath given : command.paths()) {
            if (!given.hasWildcards()) {
                send(worker.place().resolve(given.path()), given.path());
                continue;
            }
            try {
                for (FilePath found : wildcards.expand(given)) {
                    send(found, found);
                }
            } catch (Wildcards.UnexpandedException unexpanded) {
                peer.complain(given.path(), unexpanded.why());
            }
        }
    }

    private void send(FilePath whole, FilePath asWritten) throws IOException, InterruptedException {
        switch (worker.call(new Op.Stat(whole, true))) {
            case Failed failed -> peer.complain(asWritten, failed);
            case Answer.Stat(FileStat stat) -> send(whole, whole.normalized().fileName(), stat);
            default -> throw new IllegalStateException("not an answer to stat");
        }
    }

    private void send(FilePath path, FilePath name, FileStat stat) throws IOException, InterruptedException {
        if (name.latin1().indexOf('\n') >= 0) {
            peer.complain(path, "The protocol of scp -O has no newlines in names; leave out -O.");
        } else if (stat.isFolder()) {
            if (command.recursive()) {
                sendFolder(path, name, stat);
            } else {
                peer.complain(path, "not a regular file");
            }
        } else if (stat.isFile()) {
            sendFile(path, name, stat);
        } else {
            peer.complain(path, "not a regular file");
        }
    }

    private boolean announce(char kind, FileStat stat, long size, FilePath name) throws IOException {
        if (command.times()) {
            peer.say("T" + stat.modified() + " 0 " + stat.accessed() + " 0");
            if (!peer.acknowledged()) {
                return false;
            }
        }
        peer.say(String.format(Locale.ROOT, "%c%04o %d %s", kind, stat.permissions(), size, name.latin1()));
        return peer.acknowledged();
    }

    private void sendFolder(FilePath path, FilePath name, FileStat stat) throws IOException, InterruptedException {
        Answer answer = worker.call(new Op.ListFolder(path));
        witness.saw(new FileEvent.Listed(path), SftpServer.failure(answer));
        if (answer instanceof Failed failed) {
            peer.complain(path, failed);
        } else if (answer instanceof Answer.Listing(var entries, long bytes)) {
            if (!ListingMemory.ALL.take(bytes)) {
                peer.complain(path, SftpServer.TOO_MANY_LISTINGS);
                return;
            }
            try {
                sendEntries(path, name, stat, entries);
            } finally {
                ListingMemory.ALL.give(bytes);
            }
        }
    }

    private void sendEntries(FilePath path, FilePath name, FileStat stat, List<Entry> entries)
            throws IOException, InterruptedException {
        if (!announce('D', stat, 0, name)) {
            return;
        }
        for (Entry entry : entries) {
            FilePath inside = path.resolve(entry.name());
            // scp follows links, as it always has.
            Answer real = worker.call(new Op.Stat(inside, true));
            if (real instanceof Answer.Stat(FileStat found)) {
                send(inside, entry.name(), found);
            } else if (real instanceof Failed failed) {
                peer.complain(inside, failed);
            }
        }
        peer.say("E");
        peer.acknowledged();
    }

    private void sendFile(FilePath path, FilePath name, FileStat stat) throws IOException, InterruptedException {
        int file = ++lastFile;
        Answer opened = worker.call(new Op.Open(file, path, OpenMode.READ, 0));
        witness.saw(new FileEvent.Opened(path, false), SftpServer.failure(opened));
        if (opened instanceof Failed failed) {
            peer.complain(path, failed);
            return;
        }
        Tally tally = new Tally();
        boolean heard = false;
        Optional<Failed> failure = Optional.empty();
        try {
            if (announce('C', stat, stat.size(), name)) {
                failure = content(file, stat.size(), tally);
                if (failure.isPresent()) {
                    peer.complain(path, failure.get());
                } else {
                    peer.acknowledge();
                }
                peer.acknowledged();
            }
            heard = true;
        } finally {
            worker.submit(new Op.Close(file), closed -> {});
            witness.saw(
                    new FileEvent.Closed(path, tally.passage(), new Tally().passage()),
                    heard || failure.isPresent() ? failure.map(Failed::sentence) : Optional.of(witness.whyUnclosed()));
        }
    }

    /** As many bytes as were announced go out, whatever has become of the file meanwhile. */
    private Optional<Failed> content(int file, long size, Tally tally) throws IOException, InterruptedException {
        Deque<CompletableFuture<Answer>> ahead = new ArrayDeque<>();
        Optional<Failed> failure = Optional.empty();
        long asked = 0;
        long sent = 0;
        while (sent < size) {
            while (asked < size && ahead.size() < AHEAD) {
                int length = (int) Math.min(PIECE, size - asked);
                ahead.add(worker.begin(new Op.Read(file, asked, length)));
                asked += length;
            }
            int wanted = (int) Math.min(PIECE, size - sent);
            byte[] piece = new byte[wanted];
            switch (FileWorker.join(ahead.remove())) {
                case Answer.Bytes(byte[] array, int from, int length) -> {
                    System.arraycopy(array, from, piece, 0, length);
                    tally.add(sent, array, from, length);
                    if (length < wanted && failure.isEmpty()) {
                        failure = Optional.of(new Failed(Answer.Reason.FAILURE, "became shorter while it was read"));
                    }
                }
                case Failed failed -> failure = Optional.of(failed);
                default -> throw new IllegalStateException("not an answer to read");
            }
            peer.send(piece, 0, wanted);
            sent += wanted;
        }
        return failure;
    }
}
