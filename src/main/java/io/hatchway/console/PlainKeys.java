package io.hatchway.console;

import java.io.IOException;
import org.jline.utils.NonBlockingReader;

/**
 * Keys without those that make a regular expression of what is typed. The pager searches with the JDK's, which can take
 * years for one line; without repetitions and groups it looks for text.
 */
final class PlainKeys extends NonBlockingReader {
    private static final String DROPPED = "*+?(){}\\";

    private final NonBlockingReader keys;

    PlainKeys(NonBlockingReader keys) {
        this.keys = keys;
    }

    @Override
    protected int read(long timeout, boolean isPeek) throws IOException {
        int key = keys.peek(timeout);
        while (key >= 0 && DROPPED.indexOf(key) >= 0) {
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
