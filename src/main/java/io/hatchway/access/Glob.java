package io.hatchway.access;

/** Wildcards as OpenSSH has them: {@code *} for any run of characters, {@code ?} for exactly one. */
public final class Glob {
    private Glob() {}

    /**
     * Whether the whole text matches. Goes back only to the last {@code *}, so the time is bounded by the product of the
     * lengths whatever the pattern.
     */
    public static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** Whether some text matches both; likewise bounded. */
    static boolean meet(String one, String other) {
        boolean[][] from = new boolean[one.length() + 1][other.length() + 1];
        for (int i = one.length(); i >= 0; i--) {
            for (int j = other.length(); j >= 0; j--) {
                boolean end = i == one.length();
                boolean otherEnd = j == other.length();
                from[i][j] = (end && otherEnd)
                        || (!end && one.charAt(i) == '*' && (from[i + 1][j] || (!otherEnd && from[i][j + 1])))
                        || (!otherEnd && other.charAt(j) == '*' && (from[i][j + 1] || (!end && from[i + 1][j])))
                        || (!end && !otherEnd && isOne(one.charAt(i), other.charAt(j)) && from[i + 1][j + 1]);
            }
        }
        return from[0][0];
    }

    /** Whether there is a character that both stand for, neither of them any run of characters. */
    private static boolean isOne(char one, char other) {
        return one != '*' && other != '*' && (one == '?' || other == '?' || one == other);
    }

    /** Whether whatever matches the inner one is sure to match the outer; likewise bounded. */
    static boolean covers(String outer, String inner) {
        boolean[][] from = new boolean[outer.length() + 1][inner.length() + 1];
        for (int i = outer.length(); i >= 0; i--) {
            for (int j = inner.length(); j >= 0; j--) {
                boolean end = i == outer.length();
                boolean innerEnd = j == inner.length();
                from[i][j] = (end && innerEnd)
                        || (!end && outer.charAt(i) == '*' && (from[i + 1][j] || (!innerEnd && from[i][j + 1])))
                        || (!end
                                && !innerEnd
                                && inner.charAt(j) != '*'
                                && (outer.charAt(i) == '?' || outer.charAt(i) == inner.charAt(j))
                                && from[i + 1][j + 1]);
            }
        }
        return from[0][0];
    }
}
