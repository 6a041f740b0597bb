package io.hatchway.session;

/** Remembers forwards, and so decides whether one may carry anything. */
public interface ForwardRecords {

    /** Remembers nothing. */
    ForwardRecords NONE = new ForwardRecords() {
        @Override
        public void opened(Forward forward) {
            // nothing is remembered
        }

        @Override
        public void closed(Forward forward) {
            // nothing is remembered
        }
    };

    /**
     * Puts an open forward on record, before its first byte; blocks until the record would outlive a crash.
     *
     * @throws UnrecordedException when there is no record, so that nothing may pass
     */
    void opened(Forward forward) throws UnrecordedException, InterruptedException;

    /** It has ended. */
    void closed(Forward forward);
}
