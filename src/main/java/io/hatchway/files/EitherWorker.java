package io.hatchway.files;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A worker in whose place another works where it finds too few tools to work at all. It says so before it has done
 * anything, when it is asked for its {@link #place}, which everybody asks for first.
 */
final class EitherWorker implements FileWorker {
    private final FileWorker first;
    private final Other other;
    private volatile Optional<FileWorker> instead = Optional.empty();

    /** Makes the other worker; may block. */
    interface Other {
        FileWorker make() throws IOException;
    }

    EitherWorker(FileWorker first, Other other) {
        this.first = first;
        this.other = other;
    }

    private FileWorker worker() {
        return instead.orElse(first);
    }

    @Override
    public Place place() throws IOException, InterruptedException {
        try {
            return worker().place();
        } catch (TooFewToolsException tooFew) {
            FileWorker made = other.make();
            instead = Optional.of(made);
            return made.place();
        }
    }

    @Override
    public void submit(Op op, Consumer<Answer> then) {
        worker().submit(op, then);
    }

    @Override
    public boolean offers(String extension) {
        return worker().offers(extension);
    }

    @Override
    public String unclosed() {
        return worker().unclosed();
    }

    @Override
    public void finish() {
        first.finish();
        instead.ifPresent(FileWorker::finish);
    }
}
