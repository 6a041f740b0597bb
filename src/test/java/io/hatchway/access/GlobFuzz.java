package io.hatchway.access;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.fuzz.FuzzTarget;
import java.util.List;

/** Wildcards match what they are defined to match. */
final class GlobFuzz implements FuzzTarget {
    private static final int LONGEST = 200;

    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts("a*b?c\nabbc", "***\n", "*a*a*a*b\naaaaaaaaaaaaaaaa", "?\nx", "\n", "a\nab");
    }

    @Override
    public void hold(byte[] input) {
        String[] fields = FuzzTarget.fields(input, 2);
        String pattern = fields[0].substring(0, Math.min(LONGEST, fields[0].length()));
        String text = fields[1].substring(0, Math.min(LONGEST, fields[1].length()));
        that(Glob.matches(pattern, text) == SlowGlob.matches(pattern, text), "'%s' and '%s'", pattern, text);
    }
}
