package io.hatchway.files;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** A worker that refuses what a confinement does not allow, and passes on the rest. */
final class BoundedWorker implements FileWorker {
    private final FileWorker worker;
    private final Bounds bounds;

    BoundedWorker(FileWorker worker, Confinement confinement) {
        this.worker = worker;
        this.bounds = new Bounds(confinement);
    }

    @Override
    public Place place() throws IOException, InterruptedException {
        return worker.place();
    }

    @Override
    public void submit(Op op, Consumer<Answer> then) {
        Optional<Answer.Failed> objection = bounds.objection(op);
        if (objection.isPresent()) {
            then.accept(objection.get());
        } else {
            worker.submit(op, then);
        }
    }

    @Override
    public void finish() {
        worker.finish();
    }
}
