package io.hatchway.console;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jline.utils.NonBlockingReader;

/**
 * Keys without the backslash while somebody searches. The line editor quotes what it searches its history for, {@code
 * \E} ends the quotation, and what follows would be a regular expression that can take years for one line.
 */
final class PlainKeys extends NonBlockingReader {
    private final NonBlockingReader keys;
    private final BooleanSupplier searching;

    PlainKeys(NonBlockingReader keys, BooleanSupplier searching) {
        this.keys = keys;
        this.searching = searching;
    }

    @Override
    protected int read(long timeout, boolean isPeek) throws IOException {
        int key = keys.peek(timeout);
        while (key == '\\' && searching.getAsBoolean()) {
            keys.read();
            key = keys.peek(timeout);
        }
        return key < 0 || isPeek ? key : keys.read();
    }

    @Override
    public int readBuffered(char[] into, int offset, int length, long timeout) throws IOException {
        if (length == 0) {
            return 0;
        }
        int key = read(timeout, false);
        if (key < 0) {
            return key;
        }
        into[offset] = (char) key;
        return 1;
    }
}
