package io.hatchway.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** A gateway and a container of each kind, for clients that work on files. */
final class FileSite implements AutoCloseable {
    /** What is in an image decides who does the work: Perl, a shell with busybox's tools, the engine's archive. */
    enum Image {
        DEBIAN,
        BUSYBOX,
        WITHOUT_SHELL;

        private Box start() {
            return switch (this) {
                case DEBIAN -> Box.debian("--network", "none");
                case BUSYBOX -> Box.busybox("--network", "none");
                case WITHOUT_SHELL -> Box.withoutShell("--network", "none");
            };
        }
    }

    private final Stage stage = new Stage();
    private final Map<Image, Box> boxes = new EnumMap<>(Image.class);
    private final AtomicInteger folders = new AtomicInteger();
    private final Gateway gateway;

    FileSite() {
        Site site = stage.add(Site.create());
        for (Image image : Image.values()) {
            Box box = stage.add(image.start());
            boxes.put(image, box);
            site.open(box);
        }
        gateway = stage.add(site.start());
    }

    Gateway gateway() {
        return gateway;
    }

    Box box(Image image) {
        return Objects.requireNonNull(boxes.get(image));
    }

    String login(Image image) {
        return box(image).name();
    }

    Sftp sftp(Image image) {
        return new Sftp(gateway, login(image));
    }

    /** Makes an empty folder in a container and returns its path. */
    String folder(Image image) throws IOException {
        String path = "/srv/t" + folders.incrementAndGet();
        Path empty = Files.createTempDirectory("hatchway-it-");
        Docker.docker("cp", empty.toString(), login(image) + ":" + path);
        Files.delete(empty);
        return path;
    }

    /** A file's sum as a program in the container finds it. */
    String sum(Image image, String path) {
        return Docker.docker("exec", login(image), "sha256sum", path).split(" ", -1)[0];
    }

    static String sum(Path file) {
        return Child.run(List.of("sha256sum", file.toString())).ok().split(" ", -1)[0];
    }

    /** A file of bytes in no order. */
    static Path file(Path path, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Files.write(path, bytes);
    }

    /** A folder with names that need quoting, an empty file, a large one, and folders in folders. */
    static Path tree(Path at) throws IOException {
        Path deep = Files.createDirectories(at.resolve("a b/c\"d/-e"));
        Files.writeString(deep.resolve("'x' $(y)"), "odd\n");
        Files.writeString(deep.resolve("\u00e4\u306e"), "utf\n");
        Files.createFile(at.resolve("empty"));
        Files.createDirectory(at.resolve("nothing"));
        file(at.resolve("big"), 3_000_001);
        for (int i = 0; i < 8; i++) {
            Files.writeString(at.resolve("a b/f" + i), "number " + i + "\n");
        }
        return at;
    }

    static void assertSame(Path one, Path other) {
        Child.run(List.of("diff", "-r", one.toString(), other.toString())).ok();
    }

    @Override
    public void close() {
        stage.close();
    }
}
