package io.hatchway.access;

/** Matches wildcards by their definition, one table entry for each pair of beginnings: what {@link Glob} must agree with. */
final class SlowGlob {
    private SlowGlob() {}

    static boolean matches(String pattern, String text) {
        boolean[][] fits = new boolean[pattern.length() + 1][text.length() + 1];
        fits[0][0] = true;
        for (int p = 1; p <= pattern.length(); p++) {
            char c = pattern.charAt(p - 1);
            for (int t = 0; t <= text.length(); t++) {
                fits[p][t] = c == '*'
                        ? fits[p - 1][t] || (t > 0 && fits[p][t - 1])
                        : t > 0 && fits[p - 1][t - 1] && (c == '?' || c == text.charAt(t - 1));
            }
        }
        return fits[pattern.length()][text.length()];
    }
}
