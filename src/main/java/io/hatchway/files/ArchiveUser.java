package io.hatchway.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.container.Archive;
import io.hatchway.files.ArchivePaths.Found;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * Whom a session is in a container, as an engine that starts a program finds out: from what it was told and the
 * container's own files. Always user 0, for nobody else is served over the archive.
 *
 * @param gid the group of what the session makes
 */
record ArchiveUser(FilePath home, long gid) {
    private static final int LONGEST_TABLE = 1024 * 1024;

    /** @param user as an engine takes one: a name or a number, possibly with a group after a colon */
    static ArchiveUser of(Archive archive, ArchivePaths paths, String user, Optional<String> home) throws IOException {
        String name = user.split(":", 2)[0];
        Optional<PasswdEntry> root = PasswdEntry.of(text(archive, paths, "/etc/passwd"))
                .filter(entry -> name.equals("root")
                        ? entry.name().equals(name)
                        : entry.uid().equals("0"))
                .findFirst();
        String group = user.contains(":") ? user.substring(user.indexOf(':') + 1) : "";
        String gid = group.isEmpty()
                ? root.map(PasswdEntry::gid).orElse("0")
                : group.matches("\\d+")
                        ? group
                        : number(group, text(archive, paths, "/etc/group")).orElse("0");
        return new ArchiveUser(
                home.map(FilePath::ofText)
                        .or(() -> root.map(PasswdEntry::home))
                        .filter(FilePath::isAbsolute)
                        .orElse(FilePath.ROOT),
                gid.matches("\\d{1,10}") ? Long.parseLong(gid) : 0);
    }

    /** A group's, as group(5) says. */
    private static Optional<String> number(String group, String table) {
        return table.lines()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length >= 3 && fields[0].equals(group))
                .map(fields -> fields[2])
                .findFirst();
    }

    private static String text(Archive archive, ArchivePaths paths, String file) throws IOException {
        Found found;
        try {
            found = paths.existing(FilePath.ofText(file), true);
        } catch (RefusedException none) {
            return "";
        }
        Optional<ArchiveEntry> entry = ArchiveEntry.open(archive, found.path());
        if (entry.isEmpty()) {
            return "";
        }
        try (ArchiveEntry open = entry.get()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] piece = new byte[8 * 1024];
            for (int count;
                    bytes.size() < LONGEST_TABLE && (count = open.content().read(piece, 0, piece.length)) >= 0; ) {
                bytes.write(piece, 0, count);
            }
            return bytes.toString(ISO_8859_1);
        }
    }
}
