package io.hatchway.files;

import java.io.EOFException;

/** The client's input ended within something: it was killed, or its connection was cut. */
public final class ClientLeftException extends EOFException {
    private static final long serialVersionUID = 1L;

    ClientLeftException(String where) {
        super(where);
    }
}
