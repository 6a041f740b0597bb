package io.hatchway.console;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody may have meant. Pure. */
final class Nearest {
    private static final int FARTHEST = 2;
    private static final int LONGEST = 64;

    private Nearest() {}

    /** The candidate that is at most two slips of the fingers away, if there is one. */
    static Optional<String> to(String typed, Collection<String> candidates) {
        if (typed.length() > LONGEST) {
            return Optional.empty();
        }
        return candidates.stream()
                .filter(candidate -> Math.abs(candidate.length() - typed.length()) <= FARTHEST)
                .filter(candidate -> distance(typed, candidate) <= Math.min(FARTHEST, typed.length() - 1))
                .min(Comparator.<String>comparingInt(candidate -> distance(typed, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Asks for the one there is, behind a sentence that says there is no such thing. */
    static Optional<String> hint(String typed, Collection<String> candidates) {
        return to(typed, candidates).map(near -> ". Did you mean '" + near + "'?");
    }

    /** How many letters have to be put in, left out, replaced, or swapped with the next. */
    static int distance(String one, String other) {
        int[][] slips = new int[one.length() + 1][other.length() + 1];
        for (int a = 0; a <= one.length(); a++) {
            for (int b = 0; b <= other.length(); b++) {
                if (a == 0 || b == 0) {
                    slips[a][b] = a + b;
                    continue;
                }
                int replaced = one.charAt(a - 1) == other.charAt(b - 1) ? 0 : 1;
                int least = Math.min(Math.min(slips[a - 1][b], slips[a][b - 1]) + 1, slips[a - 1][b - 1] + replaced);
                boolean swapped = a > 1
                        && b > 1
                        && one.charAt(a - 1) == other.charAt(b - 2)
                        && one.charAt(a - 2) == other.charAt(b - 1);
                slips[a][b] = swapped ? Math.min(least, slips[a - 2][b - 2] + 1) : least;
            }
        }
        return slips[one.length()][other.length()];
    }
}
