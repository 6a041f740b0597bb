package io.hatchway.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Zeros through one session in one direction, with the cipher that the client chooses by itself. */
record Transfer(Direction direction) implements Measure {
    private static final double MIB_PER_GIB = 1024;
    private static final double MILLIS_PER_SECOND = 1e3;

    private static final String CPU_NOTE =
            "user and system time of the gateway, and of sshd with its docker clients; not of the engine, nor of ssh";

    /** Which way the bytes go. */
    enum Direction {
        /** From the container to the client. */
        OUT("out", 1.5) {
            @Override
            void carry(OpenSsh client, Endpoint endpoint, int mib) throws IOException, InterruptedException {
                client.run(endpoint, zeros(mib));
            }

            @Override
            long count(OpenSsh client, Endpoint endpoint, int mib) throws IOException, InterruptedException {
                return client.count(endpoint, zeros(mib));
            }

            private static String zeros(int mib) {
                return "dd if=/dev/zero bs=1M count=" + mib + " 2>/dev/null";
            }
        },

        /** From the client to the container. */
        IN("in", 1.2) {
            @Override
            void carry(OpenSsh client, Endpoint endpoint, int mib) throws IOException, InterruptedException {
                client.feed(endpoint, mib, "cat > /dev/null");
            }

            @Override
            long count(OpenSsh client, Endpoint endpoint, int mib) throws IOException, InterruptedException {
                return Long.parseLong(client.feed(endpoint, mib, "wc -c"));
            }
        };

        private final String word;
        private final double goal;

        Direction(String word, double goal) {
            this.word = word;
            this.goal = goal;
        }

        /** Carries so many MiB. */
        abstract void carry(OpenSsh client, Endpoint endpoint, int mib) throws IOException, InterruptedException;

        /** Carries them and counts the bytes that arrive. */
        abstract long count(OpenSsh client, Endpoint endpoint, int mib) throws IOException, InterruptedException;
    }

    private static String size(int mib) {
        return mib % 1024 == 0 ? mib / 1024 + " GiB" : mib + " MiB";
    }

    @Override
    public String name() {
        return "transfer-" + direction.word;
    }

    @Override
    public List<Line> run(Lab lab) throws IOException, InterruptedException {
        lab.startWarm();
        var options = lab.options();
        for (var side : lab.sides()) {
            long bytes = direction.count(lab.openSsh(), side.endpoint(), options.mib());
            if (bytes != (long) options.mib() << 20) {
                throw new IOException(
                        "%d bytes of %d MiB arrived through the %s".formatted(bytes, options.mib(), side.name()));
            }
        }
        var cpu = new Turns(new ArrayList<>(), new ArrayList<>());
        var speed = Turns.take(lab, options.transfers(), side -> {
            var before = side.cpuSeconds();
            var millis = Clock.millis(() -> direction.carry(lab.openSsh(), side.endpoint(), options.mib()));
            cpu.of(side).add((side.cpuSeconds() - before) * MIB_PER_GIB / options.mib());
            return options.mib() / millis * MILLIS_PER_SECOND;
        });
        return List.of(
                Line.againstBridge(
                        size(options.mib()) + " " + direction.word,
                        Unit.MIB_PER_SECOND,
                        Sample.median(speed.hatchway()),
                        Sample.median(speed.bridge()),
                        new Goal.RatioAtLeast(direction.goal),
                        "the whole client process; one transfer on each side went before, and its bytes were counted"),
                Line.againstBridge(
                        "CPU for 1 GiB " + direction.word,
                        Unit.SECONDS,
                        Sample.median(cpu.hatchway()),
                        Sample.median(cpu.bridge()),
                        new Goal.Reported(),
                        CPU_NOTE));
    }
}
