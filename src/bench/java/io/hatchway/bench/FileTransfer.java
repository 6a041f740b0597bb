package io.hatchway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One large file by OpenSSH's sftp into or out of a container that has a shell, and of one that has Perl too, beside the
 * same client with OpenSSH's own sftp-server on the host's files, and beside {@code docker cp}.
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
            void dockerCp(String container, Path here) throws IOException, InterruptedException {
                Programs.run("docker", "cp", here.toString(), container + ":" + THERE);
            }
        },
        GET {
            @Override
            void sftp(OpenSsh client, Endpoint endpoint, Path here, String there)
                    throws IOException, InterruptedException {
                client.sftp(endpoint, "get " + there + " " + here);
            }

            @Override
            void dockerCp(String container, Path here) throws IOException, InterruptedException {
                Programs.run("docker", "cp", container + ":" + THERE, here.toString());
            }
        };

        abstract void sftp(OpenSsh client, Endpoint endpoint, Path here, String there)
                throws IOException, InterruptedException;

        abstract void dockerCp(String container, Path here) throws IOException, InterruptedException;

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
        var perl = lab.startPerlContainer();
        lab.startWarm();
        int mib = lab.options().mib();
        var folder = lab.folder(name());
        var here = folder.resolve("here");
        var onHost = folder.resolve("there");
        Programs.run("dd", "if=/dev/urandom", "of=" + here, "bs=1M", "count=" + mib);
        var client = lab.openSsh();
        var byShell =
                new Way("by sh", () -> direction.sftp(client, lab.hatchway().endpoint(), here, THERE));
        var byPerl =
                new Way("by Perl", () -> direction.sftp(client, lab.hatchway().endpoint(perl), here, THERE));
        var openSsh = new Way(
                "OpenSSH's sftp-server",
                () -> direction.sftp(client, lab.bridge().host(), here, onHost.toString()));
        var dockerCp = new Way("docker cp", () -> direction.dockerCp(lab.container(), here));
        var ways = List.of(byShell, byPerl, openSsh, dockerCp);
        // What is fetched must be there first, and all sides begin with the file in the page cache.
        Direction.PUT.sftp(client, lab.hatchway().endpoint(), here, THERE);
        Direction.PUT.sftp(client, lab.hatchway().endpoint(perl), here, THERE);
        Direction.PUT.sftp(client, lab.bridge().host(), here, onHost.toString());
        for (int i = 0; i < lab.options().transfers(); i++) {
            for (var way : ways) {
                way.speeds().add(mib / Clock.millis(way.work()) * MILLIS_PER_SECOND);
            }
        }
        lab.inContainer("rm -f " + THERE);
        lab.inContainer(perl, "rm -f " + THERE);
        Files.delete(here);
        Files.delete(onHost);
        return List.of(
                line(mib, byShell, openSsh, new Goal.RatioAtLeast(0.8)),
                line(mib, byPerl, openSsh, new Goal.RatioAtLeast(0.8)),
                line(mib, byShell, dockerCp, new Goal.RatioAtLeast(1.5)),
                line(mib, byPerl, dockerCp, new Goal.RatioAtLeast(1.5)));
    }

    private record Way(String name, List<Double> speeds, Clock.Work work) {
        Way(String name, Clock.Work work) {
            this(name, new ArrayList<>(), work);
        }
    }

    private Line line(int mib, Way ours, Way theirs, Goal goal) {
        return new Line(
                mib + " MiB " + direction.word() + " " + ours.name(),
                Unit.MIB_PER_SECOND,
                Sample.median(ours.speeds()),
                Optional.of(new Line.Other(theirs.name(), Sample.median(theirs.speeds()))),
                goal,
                "random bytes; the whole client process");
    }
}
