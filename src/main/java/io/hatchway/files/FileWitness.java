package io.hatchway.files;

import java.util.Optional;

/**
 * Is told of every file operation of a session that a person could ask about later, when it is over.
 *
 * <p>Called in the order of the operations, on the session's threads, which it holds up.
 */
public interface FileWitness {
    /** Tells nobody. */
    FileWitness NOBODY = (event, failure) -> {};

    /**
     * One operation.
     *
     * @param failure why it came to nothing; empty when it was done
     */
    void saw(FileEvent event, Optional<String> failure);

    /** Why the client has not closed a file that it was writing, as far as is known when its input has ended: a sentence. */
    default String whyUnclosed() {
        return "The client left before it closed the file.";
    }
}
