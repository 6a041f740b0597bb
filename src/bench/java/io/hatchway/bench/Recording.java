package io.hatchway.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a terminal that prints costs while it is recorded: the gateway against itself without recordings. */
final class Recording implements Measure {
    private static final double MILLIS_PER_SECOND = 1e3;

    @Override
    public String name() {
        return "recording";
    }

    /** The gateway in one mode, and how fast its terminal was. */
    private record Mode(String name, Hatchway gateway, List<Double> speeds) {}

    @Override
    public List<Line> run(Lab lab) throws IOException, InterruptedException {
        List<Mode> modes = new ArrayList<>();
        for (var name : List.of("off", "best-effort", "strict")) {
            var configuration = "recordings:\n  mode: " + name + "\n  quota: 4g\n";
            modes.add(new Mode(name, lab.hatchway("recordings-" + name, configuration), new ArrayList<>()));
        }
        try {
            for (var mode : modes) {
                mode.gateway.start();
                print(lab, mode.gateway);
            }
            for (int i = 0; i < lab.options().transfers(); i++) {
                for (var mode : modes) {
                    var millis = Clock.millis(() -> print(lab, mode.gateway));
                    mode.speeds.add(lab.options().terminalMib() / millis * MILLIS_PER_SECOND);
                }
            }
        } finally {
            modes.forEach(mode -> mode.gateway.stop());
        }
        var off = new Line.Other("not recorded", Sample.median(modes.getFirst().speeds));
        return modes.stream()
                .skip(1)
                .map(mode -> new Line(
                        "a terminal's output, recorded " + mode.name,
                        Unit.MIB_PER_SECOND,
                        Sample.median(mode.speeds),
                        Optional.of(off),
                        new Goal.Reported(),
                        "the whole client process"))
                .toList();
    }

    private static void print(Lab lab, Hatchway gateway) throws IOException, InterruptedException {
        // Lines of text, as a long build prints them.
        lab.openSsh()
                .runOnTerminal(
                        gateway.endpoint(),
                        "yes 0123456789abcdefghijklmnopqrstuvwxyz | head -c "
                                + ((long) lab.options().terminalMib() << 20));
    }
}
