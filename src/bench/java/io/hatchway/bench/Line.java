package io.hatchway.bench;

import java.util.Optional;

/**
 * One line of the report.
 *
 * @param other what Hatchway's figure is set against, if anything
 * @param note what a reader must know to judge the figure, or empty
 */
record Line(String what, Unit unit, Sample hatchway, Optional<Other> other, Goal goal, String note) {
    /** The other figure and whose it is: the bridge's, or Hatchway's own in other circumstances. */
    record Other(String name, Sample sample) {}

    static Line againstBridge(String what, Unit unit, Sample ours, Sample theirs, Goal goal, String note) {
        return new Line(what, unit, ours, Optional.of(new Other("bridge", theirs)), goal, note);
    }

    static Line alone(String what, Unit unit, Sample ours, Goal goal, String note) {
        return new Line(what, unit, ours, Optional.empty(), goal, note);
    }

    /** Stands for a measure that could not be made: missed, with the reason. */
    static Line failed(String what, String reason) {
        var nothing = Sample.single(Double.NaN);
        return new Line(what, Unit.COUNT, nothing, Optional.empty(), new Goal.AtLeast(0), "not measured: " + reason);
    }

    /** Hatchway's figure as a multiple of the other; NaN without another. */
    double ratio() {
        return other.map(o -> hatchway.figure() / o.sample().figure()).orElse(Double.NaN);
    }

    Goal.Verdict verdict() {
        return goal.judge(hatchway.figure(), ratio());
    }
}
