package io.hatchway.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.container.Archive;
import io.hatchway.files.ArchivePaths.Found;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

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
        List<String[]> people = table(archive, paths, "/etc/passwd");
        String name = user.split(":", 2)[0];
        Optional<String[]> root =
                entry(people, 7, person -> name.equals("root") ? person[0].equals(name) : person[2].equals("0"));
        String group = user.contains(":") ? user.substring(user.indexOf(':') + 1) : "";
        String gid = group.isEmpty()
                ? root.map(person -> person[3]).orElse("0")
                : group.matches("\\d+")
                        ? group
                        : entry(table(archive, paths, "/etc/group"), 3, one -> one[0].equals(group))
                                .map(one -> one[2])
                                .orElse("0");
        return new ArchiveUser(
                home.map(FilePath::ofText)
                        .or(() -> root.map(person -> new FilePath(person[5])))
                        .filter(FilePath::isAbsolute)
                        .orElse(FilePath.ROOT),
                gid.matches("\\d{1,10}") ? Long.parseLong(gid) : 0);
    }

    private static Optional<String[]> entry(List<String[]> table, int fields, Predicate<String[]> wanted) {
        return table.stream()
                .filter(line -> line.length >= fields)
                .filter(wanted)
                .findFirst();
    }

    private static List<String[]> table(Archive archive, ArchivePaths paths, String file) throws IOException {
        return text(archive, paths, FilePath.ofText(file))
                .lines()
                .map(line -> line.split(":", -1))
                .toList();
    }

    private static String text(Archive archive, ArchivePaths paths, FilePath file) throws IOException {
        Found found;
        try {
            found = paths.existing(file, true);
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
