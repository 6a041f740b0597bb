package io.hatchway.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** So many idle sessions on terminals held at once by the gateway, and what a login among them takes. */
final class ManySessions implements Measure {
    private static final int LOGINS = 11;

    @Override
    public String name() {
        return "many-sessions";
    }

    @Override
    public List<Line> run(Lab lab) throws IOException, InterruptedException {
        int many = lab.options().many();
        var hatchway = lab.hatchway();
        hatchway.start();
        for (int i = 0; i < lab.options().warmUps(); i++) {
            lab.openSsh().login(hatchway.endpoint());
        }
        long heap = JavaProcess.maxHeapMib(hatchway.pid());
        var alone = logins(lab);
        try (var held = IdleSessions.open(lab.mina(), hatchway.endpoint(), many)) {
            var among = logins(lab);
            int answering = held.answering();
            var note = "each a connection of its own; the gateway's heap is %d MiB at most, its PSS was %.0f MiB then"
                    .formatted(heap, hatchway.pssKib() / 1024);
            if (answering < many) {
                note += "; the others: " + held.failures().stream().distinct().toList();
            }
            return List.of(
                    Line.alone(
                            "idle sessions held at once, of " + many,
                            Unit.COUNT,
                            Sample.single(answering),
                            new Goal.AtLeast(many),
                            note),
                    new Line(
                            "a login among them",
                            Unit.MILLISECONDS,
                            Sample.median(among),
                            Optional.of(new Line.Other("alone", Sample.median(alone))),
                            new Goal.RatioAtMost(2),
                            ""));
        }
    }

    private static List<Double> logins(Lab lab) throws IOException, InterruptedException {
        var times = new ArrayList<Double>();
        for (int i = 0; i < LOGINS; i++) {
            times.add(Clock.millis(() -> lab.openSsh().login(lab.hatchway().endpoint())));
        }
        return times;
    }
}
