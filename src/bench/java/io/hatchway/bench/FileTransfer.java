package io.hatchway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One large file by OpenSSH's sftp into or out of the container, beside the same client with OpenSSH's own sftp-server
 * on the host's files, and beside {@code docker cp}.
 */
record FileTransfer(Direction direction) implements Measure {
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final String THERE = "/tmp/bench-file";

    /** Which way the file goes. */
    enum Direction {
        PUT {
            @Override
            void sftp(OpenSsh client, Endpoint endpoint, Path here, String there)
                    throws IOException, InterruptedException {
                client.sftp(endpoint, "put " + here + " " + there);
            }

            @Override
            void dockerCp(Lab lab, Path here) throws IOException, InterruptedException {
                lab.dockerCp(here.toString(), ":" + THERE);
            }
        },
        GET {
            @Override
            void sftp(OpenSsh client, Endpoint endpoint, Path here, String there)
                    throws IOException, InterruptedException {
                client.sftp(endpoint, "get " + there + " " + here);
            }

            @Override
            void dockerCp(Lab lab, Path here) throws IOException, InterruptedException {
                lab.dockerCp(":" + THERE, here.toString());
            }
        };

        abstract void sftp(OpenSsh client, Endpoint endpoint, Path here, String there)
                throws IOException, InterruptedException;

        abstract void dockerCp(Lab lab, Path here) throws IOException, InterruptedException;

        String word() {
            return switch (this) {
                case PUT -> "put";
                case GET -> "get";
            };
        }
    }

    @Override
    public String name() {
        return "file-" + direction.word();
    }

    @Override
    public List<Line> run(Lab lab) throws IOException, InterruptedException {
        lab.startWarm();
        int mib = lab.options().mib();
        var folder = lab.folder(name());
        var here = folder.resolve("here");
        var onHost = folder.resolve("there");
        Programs.run("dd", "if=/dev/urandom", "of=" + here, "bs=1M", "count=" + mib);
        var client = lab.openSsh();
        var ways = List.of(
                new Way(
                        "sftp",
                        new ArrayList<>(),
                        () -> direction.sftp(client, lab.hatchway().endpoint(), here, THERE)),
                new Way(
                        "OpenSSH's sftp-server",
                        new ArrayList<>(),
                        () -> direction.sftp(client, lab.bridge().host(), here, onHost.toString())),
                new Way("docker cp", new ArrayList<>(), () -> direction.dockerCp(lab, here)));
        // What is fetched must be there first, and both sides begin with the file in the page cache.
        Direction.PUT.sftp(client, lab.hatchway().endpoint(), here, THERE);
        Direction.PUT.sftp(client, lab.bridge().host(), here, onHost.toString());
        for (int i = 0; i < lab.options().transfers(); i++) {
            for (var way : ways) {
                way.speeds().add(mib / Clock.millis(way.work()) * MILLIS_PER_SECOND);
            }
        }
        lab.inContainer("rm -f " + THERE);
        Files.delete(here);
        Files.delete(onHost);
        return List.of(
                line(mib, ways.getFirst(), ways.get(1), new Goal.RatioAtLeast(0.8)),
                line(mib, ways.getFirst(), ways.getLast(), new Goal.RatioAtLeast(1.5)));
    }

    private record Way(String name, List<Double> speeds, Clock.Work work) {}

    private Line line(int mib, Way ours, Way theirs, Goal goal) {
        return new Line(
                mib + " MiB " + direction.word(),
                Unit.MIB_PER_SECOND,
                Sample.median(ours.speeds()),
                Optional.of(new Line.Other(theirs.name(), Sample.median(theirs.speeds()))),
                goal,
                "random bytes; the whole client process");
    }
}
