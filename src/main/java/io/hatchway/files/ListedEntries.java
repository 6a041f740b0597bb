package io.hatchway.files;

import io.hatchway.files.Answer.Entry;
import java.util.AbstractList;
import java.util.Arrays;

/**
 * A folder's entries as a worker wrote them, taken apart when they are asked for: a folder may have a hundred thousand,
 * and a client may leave them lying. Each is the words of a stat and {@code ./NAME/}: a name may hold anything but a slash.
 */
final class ListedEntries extends AbstractList<Entry> {
    private static final int FIRST = 64;

    private final String said;
    private int[] starts = new int[FIRST];
    private final int count;

    /**
     * Takes a listing.
     *
     * @throws IndexOutOfBoundsException when an entry of it has no name or no end
     * @throws NumberFormatException when the words of one are not those of a stat
     */
    ListedEntries(String said) {
        this.said = said;
        int found = 0;
        for (int at = 0; at < said.length(); at = end(at) + "/\n".length()) {
            if (found == starts.length) {
                starts = Arrays.copyOf(starts, found * 2);
            }
            starts[found++] = at;
        }
        count = found;
        // Whoever asks for one later need not be told that it is none.
        forEach(Entry::name);
    }

    private int name(int start) {
        int at = start;
        for (int numbers = 0; numbers < Wire.STAT_NUMBERS; numbers++) {
            at = after(' ', at);
        }
        return after('/', after('/', at)) + "./".length();
    }

    private int after(char c, int from) {
        int at = said.indexOf(c, from);
        if (at < 0) {
            throw new IndexOutOfBoundsException("an entry without a name");
        }
        return at + 1;
    }

    private int end(int start) {
        int name = name(start);
        int end = name > said.length() ? -1 : said.indexOf('/', name);
        if (end < 0) {
            throw new IndexOutOfBoundsException("an entry without an end");
        }
        return end;
    }

    @Override
    public Entry get(int index) {
        int start = starts[index];
        int name = name(start);
        return new Entry(
                new FilePath(said.substring(name, said.indexOf('/', name))), Wire.stat(said.substring(start, name)));
    }

    @Override
    public int size() {
        return count;
    }
}
