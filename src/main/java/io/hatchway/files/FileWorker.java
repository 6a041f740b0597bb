package io.hatchway.files;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * Does things to one container's files, for one session, as one user: one after the other, in the order they are
 * submitted.
 */
interface FileWorker {

    /** Where relative names begin, and who works. */
    record Place(FilePath start, FilePath home, int umask) {}

    /**
     * Waits until the worker works.
     *
     * @throws IOException when it will not; why is known elsewhere
     */
    Place place() throws IOException, InterruptedException;

    /**
     * Has an operation done, which may be over or not when this returns.
     *
     * @param then is told the answer, on a thread of the worker's, which it holds up
     */
    void submit(Op op, Consumer<Answer> then);

    /** There will be no more to do. */
    void finish();

    /** Has an operation done and waits for it. */
    default Answer call(Op op) throws InterruptedException {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        submit(op, answer::complete);
        try {
            return answer.get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
