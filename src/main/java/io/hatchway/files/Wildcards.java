package io.hatchway.files;

import io.hatchway.files.Answer.Entry;
import io.hatchway.files.Answer.Failed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds what a path with wildcards stands for, as the shell does that {@code scp -O} counts on: folder by folder, through
 * the session's own worker, so that it finds no more than the session may see.
 */
final class Wildcards {
    /** Of one path, at each of its folders. */
    static final int MOST = 10_000;

    static final String TOO_MANY =
            "matches more names than are looked for (" + MOST + "). Give fewer, or leave out -O.";
    static final String NO_MEMORY =
            "has wildcards, and the gateway lists too many folders at once to look for them. Try again later.";

    private final FileWorker worker;
    private final FileWitness witness;
    private final ListingMemory memory;

    /** What a path stands for is not looked for; why is to follow the path. */
    static final class UnexpandedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String why;

        UnexpandedException(String why) {
            super(why);
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    Wildcards(FileWorker worker, FileWitness witness, ListingMemory memory) {
        this.worker = worker;
        this.witness = witness;
        this.memory = memory;
    }

    /** Absolute names in the order of their bytes; where nothing matches, the path itself, as in a shell. */
    List<FilePath> expand(ScpPath given) throws IOException, InterruptedException, UnexpandedException {
        List<String> names = List.of(given.pattern().split("/", -1));
        FilePath literal = worker.place().resolve(given.path());
        FilePath start =
                given.pattern().startsWith("/") ? FilePath.ROOT : worker.place().start();
        List<FilePath> found = List.of(start);
        boolean looked = false;
        for (int i = 0; i < names.size(); i++) {
            ScpPath name = new ScpPath(names.get(i));
            if (i == 0 && names.get(0).equals("~")) {
                found = List.of(worker.place().home());
            } else if (name.hasWildcards()) {
                found = matching(found, new NamePattern(name.pattern()));
                looked = true;
            } else {
                found = found.stream().map(at -> at.resolve(name.path())).toList();
                if (looked) {
                    found = those(found, i == names.size() - 1 && name.pattern().isEmpty());
                }
            }
        }
        return found.isEmpty() ? List.of(literal) : found;
    }

    private List<FilePath> matching(List<FilePath> folders, NamePattern pattern)
            throws InterruptedException, UnexpandedException {
        List<FilePath> found = new ArrayList<>();
        for (FilePath folder : folders) {
            Answer answer = worker.call(new Op.ListFolder(folder));
            witness.saw(new FileEvent.Listed(folder), SftpServer.failure(answer));
            if (answer instanceof Answer.Listing(List<Entry> entries, long bytes)) {
                if (!memory.take(bytes)) {
                    throw new UnexpandedException(NO_MEMORY);
                }
                try {
                    entries.stream()
                            .map(Entry::name)
                            .filter(pattern::matches)
                            .sorted(Comparator.comparing(FilePath::latin1))
                            .limit(MOST + 1L - found.size())
                            .map(folder::resolve)
                            .forEach(found::add);
                } finally {
                    memory.give(bytes);
                }
            }
            if (found.size() > MOST) {
                throw new UnexpandedException(TOO_MANY);
            }
        }
        return found;
    }

    private List<FilePath> those(List<FilePath> paths, boolean folders) throws InterruptedException {
        List<FilePath> there = new ArrayList<>();
        for (FilePath path : paths) {
            Answer answer = worker.call(new Op.Stat(path, folders));
            if (answer instanceof Answer.Stat(FileStat stat) && (!folders || stat.isFolder())) {
                there.add(path);
            } else if (answer instanceof Failed failed && failed.reason() == Answer.Reason.LOST) {
                return there;
            }
        }
        return there;
    }
}
