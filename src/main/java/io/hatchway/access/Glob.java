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
}
