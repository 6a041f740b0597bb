package io.hatchway.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Zeros through one session in one direction, with the cipher that the client chooses by itself. */
final class Transfer implements Measure {
    private static final double MIB_PER_GIB = 1024;
    private static final double MILLIS_PER_SECOND = 1e3;

    private static final String CPU_NOTE =
            "user and system time of the gateway, and of sshd with its docker clients; not of the engine, nor of ssh";

    private final String direction;
    private final double goal;
    private final Carrier carrier;

    /** Carries so many MiB once, or carries them and checks that all arrived. */
    private interface Carrier {
        void carry(OpenSsh client, Endpoint endpoint, int mib) throws IOException, InterruptedException;

        void check(OpenSsh client, Endpoint endpoint, int mib) throws IOException, InterruptedException;
    }

    private Transfer(String direction, double goal, Carrier carrier) {
        this.direction = direction;
        this.goal = goal;
        this.carrier = carrier;
    }

    static Measure out() {
        return new Transfer("out", 1.5, new Carrier() {
            @Override
            public void carry(OpenSsh client, Endpoint endpoint, int mib) throws IOException, InterruptedException {
                client.run(endpoint, command(mib));
            }

            @Override
            public void check(OpenSsh client, Endpoint endpoint, int mib) throws IOException, InterruptedException {
                requireAll(mib, client.count(endpoint, command(mib)));
            }

            private static String command(int mib) {
                return "dd if=/dev/zero bs=1M count=" + mib + " 2>/dev/null";
            }
        });
    }

    static Measure in() {
        return new Transfer("in", 1.2, new Carrier() {
            @Override
            public void carry(OpenSsh client, Endpoint endpoint, int mib) throws IOException, InterruptedException {
                client.feed(endpoint, mib, "cat > /dev/null");
            }

            @Override
            public void check(OpenSsh client, Endpoint endpoint, int mib) throws IOException, InterruptedException {
                requireAll(mib, Long.parseLong(client.feed(endpoint, mib, "wc -c")));
            }
        });
    }

    private static void requireAll(int mib, long bytes) throws IOException {
        if (bytes != (long) mib << 20) {
            throw new IOException("of %d MiB %d bytes arrived".formatted(mib, bytes));
        }
    }

    private static String size(int mib) {
        return mib % 1024 == 0 ? mib / 1024 + " GiB" : mib + " MiB";
    }

    @Override
    public String name() {
        return "transfer-" + direction;
    }

    @Override
    public List<Line> run(Lab lab) throws IOException, InterruptedException {
        lab.startWarm();
        var options = lab.options();
        for (var side : lab.sides()) {
            carrier.check(lab.openSsh(), side.endpoint(), options.mib());
        }
        var cpu = new Turns(new ArrayList<>(), new ArrayList<>());
        var speed = Turns.take(lab, options.transfers(), side -> {
            var before = side.cpuSeconds();
            var millis = Clock.millis(() -> carrier.carry(lab.openSsh(), side.endpoint(), options.mib()));
            cpu.of(side).add((side.cpuSeconds() - before) * MIB_PER_GIB / options.mib());
            return options.mib() / millis * MILLIS_PER_SECOND;
        });
        return List.of(
                Line.againstBridge(
                        size(options.mib()) + " " + direction,
                        Unit.MIB_PER_SECOND,
                        Sample.median(speed.hatchway()),
                        Sample.median(speed.bridge()),
                        new Goal.RatioAtLeast(goal),
                        "the whole client process; one transfer on each side went before, and its bytes were counted"),
                Line.againstBridge(
                        "CPU for 1 GiB " + direction,
                        Unit.SECONDS,
                        Sample.median(cpu.hatchway()),
                        Sample.median(cpu.bridge()),
                        new Goal.Reported(),
                        CPU_NOTE));
    }
}
