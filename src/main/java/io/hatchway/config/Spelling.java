package io.hatchway.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody meant to write. */
final class Spelling {
    private static final int LONGEST = 64;

    private Spelling() {}

    /** The known word one slip away, or two where it is long; a letter more, less, other or swapped is a slip. */
    static Optional<String> nearest(String written, Collection<String> known) {
        if (written.length() > LONGEST) {
            return Optional.empty();
        }
        return known.stream()
                .filter(word -> distance(written, word) <= Math.clamp(word.length() / 3, 1, 2))
                .min(Comparator.comparingInt(word -> distance(written, word)));
    }

    /** Levenshtein's distance, with two neighbours swapped as one slip. */
    private static int distance(String a, String b) {
        int[][] slips = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    slips[i][j] = i + j;
                    continue;
                }
                int other = slips[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int moreOrLess = Math.min(slips[i - 1][j], slips[i][j - 1]) + 1;
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                int least = Math.min(other, moreOrLess);
                slips[i][j] = swapped ? Math.min(least, slips[i - 2][j - 2] + 1) : least;
            }
        }
        return slips[a.length()][b.length()];
    }
}
