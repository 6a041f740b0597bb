package io.hatchway.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What an idle session on a terminal costs in memory: the growth of a side's processes, shared out. */
final class IdleMemory implements Measure {
    private static final int SETTLE_SECONDS = 3;

    @Override
    public String name() {
        return "idle-memory";
    }

    @Override
    public List<Line> run(Lab lab) throws IOException, InterruptedException {
        int sessions = lab.options().sessions();
        lab.startWarm();
        var growth = new double[lab.sides().size()];
        for (int i = 0; i < growth.length; i++) {
            var side = lab.sides().get(i);
            double before = side.pssKib();
            try (var held = IdleSessions.open(lab.mina(), side.endpoint(), sessions)) {
                TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
                int answering = held.answering();
                if (answering < sessions) {
                    throw new IOException("the %s held %d of %d sessions: %s"
                            .formatted(side.name(), answering, sessions, held.failures()));
                }
                growth[i] = (side.pssKib() - before) / sessions;
            }
        }
        var note =
                "PSS of the gateway, and of sshd with its docker clients, above what it was after %d logins and with no"
                                .formatted(lab.options().warmUps())
                        + " session; the gateway's growth holds the garbage of those logins, too";
        return List.of(Line.againstBridge(
                "memory for each of " + sessions + " idle sessions",
                Unit.KIB,
                Sample.single(growth[0]),
                Sample.single(growth[1]),
                new Goal.RatioAtMost(0.05),
                note));
    }
}
