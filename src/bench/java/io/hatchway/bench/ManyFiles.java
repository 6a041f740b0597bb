package io.hatchway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Small files by {@code scp -r}, and a large folder's listing, in a container that has a shell and in one that has Perl
 * too, beside OpenSSH's sftp-server on the host's files.
 */
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
        var perl = lab.startPerlContainer();
        lab.startWarm();
        var byShell = new Place("by sh", lab.hatchway().endpoint(), THERE);
        var byPerl = new Place("by Perl", lab.hatchway().endpoint(perl), THERE);
        var folder = lab.folder(name());
        var tree = Files.createDirectory(folder.resolve("tree"));
        var random = new Random(1);
        for (int i = 0; i < FILES; i++) {
            byte[] bytes = new byte[BYTES];
            random.nextBytes(bytes);
            Files.write(tree.resolve("file-" + i), bytes);
        }
        var onHost = Files.createDirectory(folder.resolve("there"));
        var openSsh = new Place("OpenSSH's sftp-server", lab.bridge().host(), onHost.toString());
        var places = List.of(byShell, byPerl, openSsh);
        var made =
                "mkdir %1$s && cd %1$s && mkdir many && cd many && seq 0 %2$d | sed s/^/name-of-a-file-/ | xargs touch"
                        .formatted(THERE, LISTED - 1);
        lab.inContainer(made);
        lab.inContainer(perl, made);
        makeMany(onHost);
        for (int i = 0; i < lab.options().transfers(); i++) {
            int round = i;
            for (var place : places) {
                place.copies()
                        .add(Clock.millis(
                                () -> lab.openSsh().scpTree(place.endpoint(), tree, place.folder() + "/" + round)));
            }
        }
        for (int i = 0; i < lab.options().transfers(); i++) {
            for (var place : places) {
                place.listings()
                        .add(Clock.millis(
                                () -> lab.openSsh().sftp(place.endpoint(), "ls -l " + place.folder() + "/many")));
            }
        }
        lab.inContainer("rm -rf " + THERE);
        lab.inContainer(perl, "rm -rf " + THERE);
        var copying = "%,d files of %,d bytes by scp -r, ".formatted(FILES, BYTES);
        var listing = "listing %,d files ".formatted(LISTED);
        return List.of(
                line(copying + byShell.name(), byShell.copies(), openSsh.name(), openSsh.copies(), 3),
                line(copying + byPerl.name(), byPerl.copies(), openSsh.name(), openSsh.copies(), 3),
                line(listing + byShell.name(), byShell.listings(), openSsh.name(), openSsh.listings(), 2),
                line(listing + byPerl.name(), byPerl.listings(), openSsh.name(), openSsh.listings(), 2));
    }

    private static void makeMany(Path onHost) throws IOException {
        var many = Files.createDirectory(onHost.resolve("many"));
        for (int i = 0; i < LISTED; i++) {
            Files.createFile(many.resolve("name-of-a-file-" + i));
        }
    }

    /** Where files go, and how long that took each time. */
    private record Place(String name, Endpoint endpoint, String folder, List<Double> copies, List<Double> listings) {
        Place(String name, Endpoint endpoint, String folder) {
            this(name, endpoint, folder, new ArrayList<>(), new ArrayList<>());
        }
    }

    private static Line line(String what, List<Double> ours, String other, List<Double> theirs, double limit) {
        return new Line(
                what,
                Unit.MILLISECONDS,
                Sample.median(ours),
                Optional.of(new Line.Other(other, Sample.median(theirs))),
                new Goal.RatioAtMost(limit),
                "the whole client process");
    }
}
