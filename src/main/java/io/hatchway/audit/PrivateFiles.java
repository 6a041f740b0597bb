package io.hatchway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.READ;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and folders that are their owner's alone from the moment they exist. */
final class PrivateFiles {
    private static final FileAttribute<Set<PosixFilePermission>> FILE = mode("rw-------");
    private static final FileAttribute<Set<PosixFilePermission>> FOLDER = mode("rwx------");

    private PrivateFiles() {}

    private static FileAttribute<Set<PosixFilePermission>> mode(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }

    /** Makes a folder where there is none. */
    static void folder(Path path) throws IOException {
        try {
            Files.createDirectory(path, FOLDER);
        } catch (FileAlreadyExistsException exists) {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw exists;
            }
        }
    }

    /**
     * Makes a file that must not exist, and opens it. The stream has no buffer, and an interruption does not close it, as
     * it would a channel.
     */
    static FileOutputStream make(Path path) throws IOException {
        Files.createFile(path, FILE);
        return new FileOutputStream(path.toFile(), true);
    }

    /** Puts content in a file, in the place of what was there, all of it or nothing, and on disk. */
    static void replace(Path path, byte[] content) throws IOException {
        Path draft = path.resolveSibling("." + path.getFileName() + ".new");
        Files.deleteIfExists(draft);
        try (FileOutputStream out = make(draft)) {
            out.write(content);
            out.getFD().sync();
        }
        Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
    }

    static void replace(Path path, String content) throws IOException {
        replace(path, content.getBytes(UTF_8));
    }

    /** Makes what was created, renamed or removed in a folder last through a loss of power. */
    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, READ)) {
            channel.force(true);
        }
    }
}
