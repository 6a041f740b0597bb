package io.hatchway.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Both sides' values of one kind, measured in turns. */
record Turns(List<Double> hatchway, List<Double> bridge) {
    /** One value of one side. */
    interface Turn {
        double take(Side side) throws IOException, InterruptedException;
    }

    /** Hatchway, bridge, Hatchway, bridge: so many rounds. */
    static Turns take(Lab lab, int rounds, Turn turn) throws IOException, InterruptedException {
        var turns = new Turns(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < rounds; i++) {
            for (var side : lab.sides()) {
                turns.of(side).add(turn.take(side));
            }
        }
        return turns;
    }

    List<Double> of(Side side) {
        return switch (side) {
            case Hatchway _ -> hatchway;
            case Bridge _ -> bridge;
        };
    }
}
