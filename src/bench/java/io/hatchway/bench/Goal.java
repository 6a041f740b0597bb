package io.hatchway.bench;

import java.util.Locale;

/** What a line of the report is held to. */
sealed interface Goal {
    /** Hatchway's figure, at most this many times the other's. */
    record RatioAtMost(double limit) implements Goal {}

    /** Hatchway's figure, at least this many times the other's. */
    record RatioAtLeast(double limit) implements Goal {}

    /** Hatchway's figure alone, in the line's unit. */
    record AtMost(double limit) implements Goal {}

    /** Hatchway's figure alone, in the line's unit. */
    record AtLeast(double limit) implements Goal {}

    /** No goal: the figure is there to be read. */
    record Reported() implements Goal {}

    enum Verdict {
        REACHED("reached"),
        MISSED("MISSED"),
        NONE("-");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** A figure that could not be measured, NaN, reaches no goal. */
    default Verdict judge(double figure, double ratio) {
        return switch (this) {
            case RatioAtMost(var limit) -> verdict(ratio <= limit);
            case RatioAtLeast(var limit) -> verdict(ratio >= limit);
            case AtMost(var limit) -> verdict(figure <= limit);
            case AtLeast(var limit) -> verdict(figure >= limit);
            case Reported() -> Verdict.NONE;
        };
    }

    default String describe(Unit unit) {
        return switch (this) {
            case RatioAtMost(var limit) -> String.format(Locale.ROOT, "<= %.2f x", limit);
            case RatioAtLeast(var limit) -> String.format(Locale.ROOT, ">= %.2f x", limit);
            case AtMost(var limit) -> "<= " + unit.format(limit);
            case AtLeast(var limit) -> ">= " + unit.format(limit);
            case Reported() -> "-";
        };
    }

    private static Verdict verdict(boolean reached) {
        return reached ? Verdict.REACHED : Verdict.MISSED;
    }
}
