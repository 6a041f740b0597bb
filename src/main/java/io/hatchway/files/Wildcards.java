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

    static final String SENTENCE =
            "matches more names than are looked for (" + MOST + "). Give fewer, or leave out -O.";

    private final FileWorker worker;
    private final FileWitness witness;

    /** A path stands for more names than will be looked for. */
    static final class TooManyException extends Exception {
        private static final long serialVersionUID = 1L;

        TooManyException() {
            super(SENTENCE);
        }
    }

    Wildcards(FileWorker worker, FileWitness witness) {
        this.worker = worker;
        this.witness = witness;
    }

    /** Absolute names in the order of their bytes; where nothing matches, the path itself, as in a shell. */
    List<FilePath> expand(ScpPath given) throws IOException, InterruptedException, TooManyException {
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
            throws InterruptedException, TooManyException {
        List<FilePath> found = new ArrayList<>();
        for (FilePath folder : folders) {
            Answer answer = worker.call(new Op.ListFolder(folder));
            witness.saw(new FileEvent.Listed(folder), SftpServer.failure(answer));
            if (answer instanceof Answer.Listing(List<Entry> entries, long bytes)) {
                if (!ListingMemory.ALL.take(bytes)) {
                    throw new TooManyException();
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
                    ListingMemory.ALL.give(bytes);
                }
            }
            if (found.size() > MOST) {
                throw new TooManyException();
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
