package io.hatchway.bench;

import java.io.IOException;
import java.util.List;

/** The first {@code ssh host true} after the server said that it listens; the server is started afresh each time. */
final class FirstLogin implements Measure {
    @Override
    public String name() {
        return "first-login";
    }

    @Override
    public List<Line> run(Lab lab) throws IOException, InterruptedException {
        var times = Turns.take(lab, lab.options().starts(), side -> {
            side.start();
            var time = Clock.millis(() -> lab.openSsh().login(side.endpoint()));
            side.stop();
            return time;
        });
        return List.of(Line.againstBridge(
                "first login after start",
                Unit.MILLISECONDS,
                Sample.median(times.hatchway()),
                Sample.median(times.bridge()),
                new Goal.RatioAtMost(1),
                ""));
    }
}
