package io.hatchway.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A small file system of a test's own, in memory; closing it unmounts it. Needs root. */
final class Mount implements AutoCloseable {
    private final Path at;

    private Mount(Path at) {
        this.at = at;
    }

    static Mount tmpfs(Path at, String size) {
        try {
            Files.createDirectory(
                    at, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Child.run(List.of("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + size, "tmpfs", at.toString()))
                .ok();
        return new Mount(at);
    }

    /** Leaves not one byte free. */
    void fill() {
        try (OutputStream filler = Files.newOutputStream(filler())) {
            byte[] some = new byte[4096];
            while (true) {
                filler.write(some);
            }
        } catch (IOException full) {
            if (at.toFile().getUsableSpace() > 0) {
                throw new UncheckedIOException(full);
            }
        }
    }

    void makeRoom() {
        try {
            Files.delete(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path filler() {
        return at.resolve("filler");
    }

    @Override
    public void close() {
        Child.run(List.of("umount", "-l", at.toString())).ok();
    }
}
