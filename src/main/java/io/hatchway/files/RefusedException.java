package io.hatchway.files;

import io.hatchway.files.Answer.Failed;
import java.io.IOException;

/** A refusal on its way to the answer it is. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Failed failed;

    RefusedException(Failed failed) {
        super(failed.sentence());
        this.failed = failed;
    }

    Failed failed() {
        return failed;
    }

    /** Nothing is wrong that a trace could help to find. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
