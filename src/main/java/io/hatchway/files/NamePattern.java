package io.hatchway.files;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What one name is to look like, in glob(7)'s words: {@code *}, {@code ?} and {@code [...]} with ranges and {@code !}; a
 * backslash takes a character for itself. A dot that begins a name is matched by a dot alone. Characters are UTF-8's; what
 * is none in a name is matched by a wildcard. Pure.
 */
final class NamePattern {
    /** What each character is to be, or null for any run of characters. */
    private final List<@Nullable IntPredicate> parts = new ArrayList<>();

    private final boolean dotted;

    /** @param pattern as {@link ScpPath} has it, of one name */
    NamePattern(String pattern) {
        int[] all = new FilePath(pattern).text().codePoints().toArray();
        for (int i = 0; i < all.length; i++) {
            switch (all[i]) {
                case '*' -> parts.add(null);
                case '?' -> parts.add(c -> true);
                case '[' -> {
                    int end = end(all, i);
                    if (end < 0) {
                        parts.add(c -> c == '[');
                    } else {
                        parts.add(set(all, i + 1, end));
                        i = end;
                    }
                }
                case '\\' -> {
                    int literal = all[++i];
                    parts.add(c -> c == literal);
                }
                default -> {
                    int literal = all[i];
                    parts.add(c -> c == literal);
                }
            }
        }
        dotted = pattern.startsWith(".") || pattern.startsWith("\\.");
    }

    /** Where a set ends that begins at a bracket; the first character in it may be the closing one. */
    private static int end(int[] all, int from) {
        int first = from + 1;
        if (first < all.length && isNegation(all[first])) {
            first++;
        }
        for (int i = first; i < all.length; i++) {
            if (all[i] == '\\') {
                i++;
            } else if (all[i] == ']' && i > first) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isNegation(int c) {
        return c == '!' || c == '^';
    }

    private static IntPredicate set(int[] all, int from, int to) {
        boolean negated = isNegation(all[from]);
        List<Integer> characters = new ArrayList<>();
        List<Boolean> literal = new ArrayList<>();
        for (int i = negated ? from + 1 : from; i < to; i++) {
            boolean quoted = all[i] == '\\';
            characters.add(all[quoted ? ++i : i]);
            literal.add(quoted);
        }
        IntPredicate in = c -> false;
        for (int i = 0; i < characters.size(); i++) {
            int low = characters.get(i);
            boolean range = i + 2 < characters.size() && characters.get(i + 1) == '-' && !literal.get(i + 1);
            int high = range ? characters.get(i + 2) : low;
            in = in.or(c -> low <= c && c <= high);
            i += range ? 2 : 0;
        }
        return negated ? in.negate() : in;
    }

    /** Goes back only to the last run, so the time is bounded by the product of the lengths whatever the pattern. */
    boolean matches(FilePath name) {
        if (name.latin1().startsWith(".") && !dotted) {
            return false;
        }
        int[] text = name.text().codePoints().toArray();
        int p = 0;
        int t = 0;
        int run = -1;
        int resume = 0;
        while (t < text.length) {
            IntPredicate part = p < parts.size() ? parts.get(p) : null;
            if (part != null && part.test(text[t])) {
                p++;
                t++;
            } else if (part == null && p < parts.size()) {
                run = p++;
                resume = t;
            } else if (run >= 0) {
                p = run + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < parts.size() && parts.get(p) == null) {
            p++;
        }
        return p == parts.size();
    }
}
