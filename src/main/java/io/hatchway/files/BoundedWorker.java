package io.hatchway.files;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A worker that refuses what a confinement does not allow, and passes on the rest. */
final class BoundedWorker implements FileWorker {
    private final FileWorker worker;
    private final Bounds bounds;
    private final boolean readOnlyInPart;
    /** Files open to be written, so they are where something may be changed. */
    private final Set<Integer> writable = ConcurrentHashMap.newKeySet();

    BoundedWorker(FileWorker worker, Confinement confinement) {
        this.worker = worker;
        this.bounds = new Bounds(confinement);
        this.readOnlyInPart = confinement.isReadOnlyInPart();
    }

    @Override
    public Place place() throws IOException, InterruptedException {
        return worker.place();
    }

    @Override
    public void submit(Op op, Consumer<Answer> then) {
        Optional<Answer.Failed> objection = bounds.objection(op).or(() -> byHandle(op));
        if (objection.isPresent()) {
            then.accept(objection.get());
        } else {
            worker.submit(op, readOnlyInPart ? noting(op, then) : then);
        }
    }

    /** Where a file is that is only read, the worker has asked no further than whether it may be read. */
    private Optional<Answer.Failed> byHandle(Op op) {
        return readOnlyInPart && op instanceof Op.ChangeOpen(int file, Changes changes) && !writable.contains(file)
                ? Optional.of(Refusals.READ_ONLY_FILE)
                : Optional.empty();
    }

    private Consumer<Answer> noting(Op op, Consumer<Answer> then) {
        return answer -> {
            if (op instanceof Op.Open opening && opening.how().write() && answer instanceof Answer.Opened) {
                writable.add(opening.file());
            } else if (op instanceof Op.Close(int file)) {
                writable.remove(file);
            }
            then.accept(answer);
        };
    }

    @Override
    public boolean offers(String extension) {
        return worker.offers(extension);
    }

    @Override
    public Optional<Answer.Failed> unclosed() {
        return worker.unclosed();
    }

    @Override
    public void finish() {
        worker.finish();
    }
}
