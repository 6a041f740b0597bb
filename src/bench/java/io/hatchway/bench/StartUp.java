package io.hatchway.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From the start of {@code bin/hatchway serve} to its line that says that it listens. */
final class StartUp implements Measure {
    private static final double LIMIT_MILLIS = 1000;

    @Override
    public String name() {
        return "start-up";
    }

    @Override
    public List<Line> run(Lab lab) throws IOException, InterruptedException {
        // The host key is made at the very first start, which no later one repeats.
        start(lab.hatchway());
        var with = new ArrayList<Double>();
        var without = new ArrayList<Double>();
        for (int i = 0; i < lab.options().starts(); i++) {
            with.add(start(lab.hatchway()));
            without.add(start(lab.hatchwayWithoutCache()));
        }
        return List.of(new Line(
                "start to listening",
                Unit.MILLISECONDS,
                Sample.median(with),
                Optional.of(new Line.Other("without the AOT cache", Sample.median(without))),
                new Goal.AtMost(LIMIT_MILLIS),
                "with the ahead-of-time cache that the build makes; the launcher's own time is in it"));
    }

    private static double start(Hatchway hatchway) throws IOException, InterruptedException {
        var time = Clock.millis(hatchway::start);
        hatchway.stop();
        return time;
    }
}
