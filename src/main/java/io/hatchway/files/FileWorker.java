package io.hatchway.files;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * Does things to one container's files, for one session, as one user: one after the other, in the order they are
 * submitted.
 */
interface FileWorker {

    /**
     * Where relative names begin, and who works.
     *
     * @param closesWell whether closing a file never fails; a failure that comes late, as from a network's disk, is then
     *     not seen by anybody
     */
    record Place(FilePath start, FilePath home, int umask, boolean closesWell) {
        /** A name as a client gave it, made absolute; {@code ~} is the user's home. */
        FilePath resolve(FilePath name) {
            if (name.latin1().equals("~")) {
                return home;
            }
            return name.latin1().startsWith("~/")
                    ? home.resolve(new FilePath(name.latin1().substring(2)))
                    : start.resolve(name);
        }
    }

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

    /** Whether what an extension of OpenSSH's asks for can be done at all. */
    default boolean offers(String extension) {
        return true;
    }

    /**
     * What becomes of a file that a client was writing when it left without closing it; empty when what it wrote is there.
     */
    default Optional<Answer.Failed> unclosed() {
        return Optional.empty();
    }

    /** There will be no more to do. */
    void finish();

    /** Has an operation done; the answer is there later. */
    default CompletableFuture<Answer> begin(Op op) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        submit(op, said -> answer.complete(said instanceof Answer.Bytes bytes ? bytes.copy() : said));
        return answer;
    }

    /** Has an operation done and waits for it. */
    default Answer call(Op op) throws InterruptedException {
        return join(begin(op));
    }

    /** Waits for an answer. */
    static Answer join(CompletableFuture<Answer> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
