package io.hatchway.console;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import org.jspecify.annotations.Nullable;

/**
 * What somebody looks for in lines, in RE2's syntax. A pattern of the JDK's can take years for one line without so much
 * as reading it, and nothing ends that; the time this takes is bounded by the lengths of the pattern and of the line.
 */
final class LinePattern implements Predicate<CharSequence> {
    /** How long one may be with every repetition written out: they multiply where they are nested. */
    static final int MOST = 2000;

    private static final java.util.regex.Pattern REPETITION =
            java.util.regex.Pattern.compile("\\{(?<least>[0-9]++)(?:,(?<most>[0-9]*+))?}");
    /** What stands before a repetition that may be one of more than a character; the last is a quotation's end. */
    private static final String GROUP_ENDS = ")}*+?E";

    private final Pattern compiled;

    private LinePattern(Pattern compiled) {
        this.compiled = compiled;
    }

    /**
     * Reads one.
     *
     * @throws CommandException when it is none, or too long
     */
    static LinePattern of(String regex, boolean anyCase) throws CommandException {
        if (size(regex) > MOST) {
            throw CommandException.usage(
                    "This pattern is longer than " + MOST + " with its repetitions written out. Choose a shorter one.");
        }
        try {
            return new LinePattern(Pattern.compile(regex, anyCase ? Pattern.CASE_INSENSITIVE : 0));
        } catch (PatternSyntaxException wrong) {
            throw CommandException.usage("'" + regex + "' is no pattern: " + wrong.getDescription()
                    + ". It is RE2's syntax, which has no look-ahead, look-behind or back reference.");
        } catch (StackOverflowError tooDeep) {
            throw CommandException.usage("This pattern is nested too deep. Choose a flatter one.");
        }
    }

    /** At least the length with every repetition written out: asked before the compiler does it. */
    private static long size(String regex) {
        long characters = regex.length();
        long times = 1;
        for (MatchResult each : REPETITION.matcher(regex).results().toList()) {
            long count = Math.max(1, Math.max(number(each.group("least")), number(each.group("most"))));
            if (each.start() > 0 && GROUP_ENDS.indexOf(regex.charAt(each.start() - 1)) < 0) {
                characters += count;
            } else {
                times = Math.min(MOST + 1L, times * count);
            }
        }
        return times * characters;
    }

    private static long number(@Nullable String digits) {
        if (digits == null || digits.isEmpty()) {
            return 0;
        }
        return digits.length() > 4 ? MOST + 1L : Long.parseLong(digits);
    }

    /**
     * Whether it is anywhere in the line.
     *
     * @throws EnoughException when the thread is interrupted
     */
    @Override
    public boolean test(CharSequence line) {
        return compiled.matcher(new Patience(line)).find();
    }

    /** Text whose reading ends when the reader is interrupted. */
    private record Patience(CharSequence text) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (Thread.currentThread().isInterrupted()) {
                throw new EnoughException();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
