package io.hatchway.session;

import io.hatchway.container.Size;
import io.hatchway.files.FileEvent;
import java.io.IOException;
import java.util.Optional;

/** Remembers sessions, and so decides whether one may begin: what cannot be remembered does not happen. */
public interface Chronicle {

    /** Remembers nothing. */
    Chronicle NONE = new Chronicle() {
        @Override
        public Entry begin(Session session) {
            return beginUnrecorded(session);
        }

        @Override
        public Entry beginUnrecorded(Session session) {
            return new Entry() {};
        }

        @Override
        public void refused(Session session, String reason, Exit exit) {
            // nothing is remembered
        }
    };

    /**
     * Puts a session on record. Called when it is known what it opens, before anything is started for it and before its
     * first byte; blocks until the record would outlive a crash.
     *
     * @throws UnrecordedException when there is no record, so that the session must not begin
     */
    Entry begin(Session session) throws UnrecordedException, InterruptedException;

    /** Begins a session that {@link #begin} refused and that is let in all the same; records what it can. Never blocks. */
    Entry beginUnrecorded(Session session);

    /** Notes a session that never began, and why. */
    void refused(Session session, String reason, Exit exit);

    /** One session that has begun. */
    interface Entry {

        /**
         * Takes what the client is about to be sent. May be called by several threads.
         *
         * @throws IOException when it cannot be kept and must be: it must not be sent then, and the session was told to end
         */
        default void output(byte[] bytes, int offset, int length) throws IOException {}

        /** The client's window changed. Called by threads that write output, never by the one that heard of it. */
        default void resize(Size size) {}

        /**
         * A file operation of the session is over. May wait.
         *
         * @param failure why it came to nothing, if so
         */
        default void file(FileEvent event, Optional<String> failure) {}

        /** The session has ended. */
        default void end(Exit exit) {}
    }
}
