package io.hatchway.files;

import java.io.IOException;

/** A container's shell has not the tools that are needed to work on its files. */
public final class TooFewToolsException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param missing as the container has it */
    TooFewToolsException(String missing) {
        super("the container's shell has not what is needed to work on its files: " + missing);
    }
}
