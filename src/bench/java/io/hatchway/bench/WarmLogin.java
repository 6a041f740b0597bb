package io.hatchway.bench;

import java.io.IOException;
import java.util.List;

/** {@code ssh host true}, the whole client process, on a server that has seen logins before. */
final class WarmLogin implements Measure {
    @Override
    public String name() {
        return "warm-login";
    }

    @Override
    public List<Line> run(Lab lab) throws IOException, InterruptedException {
        lab.startWarm();
        var times = Turns.take(
                lab,
                lab.options().rounds(),
                side -> Clock.millis(() -> lab.openSsh().login(side.endpoint())));
        return List.of(Line.againstBridge(
                "ssh host true, warm",
                Unit.MILLISECONDS,
                Sample.median(times.hatchway()),
                Sample.median(times.bridge()),
                new Goal.RatioAtMost(0.5),
                ""));
    }
}
