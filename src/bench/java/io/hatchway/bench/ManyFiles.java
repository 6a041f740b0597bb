package io.hatchway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Small files by {@code scp -r}, and a large folder's listing, beside OpenSSH's sftp-server on the host's files. */
final class ManyFiles implements Measure {
    private static final int FILES = 1000;
    private static final int BYTES = 4096;
    private static final int LISTED = 10_000;
    private static final String THERE = "/tmp/bench-files";

    @Override
    public String name() {
        return "many-files";
    }

    @Override
    public List<Line> run(Lab lab) throws IOException, InterruptedException {
        lab.startWarm();
        var folder = lab.folder(name());
        var tree = Files.createDirectory(folder.resolve("tree"));
        var random = new Random(1);
        for (int i = 0; i < FILES; i++) {
            byte[] bytes = new byte[BYTES];
            random.nextBytes(bytes);
            Files.write(tree.resolve("file-" + i), bytes);
        }
        var onHost = Files.createDirectory(folder.resolve("there"));
        lab.inContainer("mkdir " + THERE);
        var copies = new Times(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < lab.options().transfers(); i++) {
            int round = i;
            copies.ours.add(
                    Clock.millis(() -> lab.openSsh().scpTree(lab.hatchway().endpoint(), tree, THERE + "/" + round)));
            copies.theirs.add(Clock.millis(() -> lab.openSsh()
                    .scpTree(
                            lab.bridge().host(),
                            tree,
                            onHost.resolve(round + "").toString())));
        }
        var listings = listings(lab, onHost);
        lab.inContainer("rm -rf " + THERE);
        return List.of(
                line("%,d files of %,d bytes by scp -r".formatted(FILES, BYTES), copies, 3),
                line("listing %,d files".formatted(LISTED), listings, 2));
    }

    private static Times listings(Lab lab, Path onHost) throws IOException, InterruptedException {
        var many = Files.createDirectory(onHost.resolve("many"));
        for (int i = 0; i < LISTED; i++) {
            Files.createFile(many.resolve("name-of-a-file-" + i));
        }
        lab.inContainer("cd %s && mkdir many && cd many && seq 0 %d | sed s/^/name-of-a-file-/ | xargs touch"
                .formatted(THERE, LISTED - 1));
        var listings = new Times(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < lab.options().transfers(); i++) {
            listings.ours.add(
                    Clock.millis(() -> lab.openSsh().sftp(lab.hatchway().endpoint(), "ls -l " + THERE + "/many")));
            listings.theirs.add(
                    Clock.millis(() -> lab.openSsh().sftp(lab.bridge().host(), "ls -l " + many)));
        }
        return listings;
    }

    private record Times(List<Double> ours, List<Double> theirs) {}

    private static Line line(String what, Times times, double limit) {
        return new Line(
                what,
                Unit.MILLISECONDS,
                Sample.median(times.ours),
                Optional.of(new Line.Other("OpenSSH's sftp-server", Sample.median(times.theirs))),
                new Goal.RatioAtMost(limit),
                "the whole client process");
    }
}
