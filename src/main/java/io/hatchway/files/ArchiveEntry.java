package io.hatchway.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.container.Archive;
import io.hatchway.files.TarReader.Header;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/**
 * One path's own entry of an engine's archive, its content still to be read.
 *
 * <p>Docker's engine passes a file's name on as JSON, so one that is not UTF-8 it does not find and sends nothing. In
 * its folder's archive it is.
 */
record ArchiveEntry(InputStream stream, TarReader content, Header header) implements Closeable {
    /** A folder comes with everything in it; no more than this is read of one. */
    static final long LONGEST_FOLDER = 256L * 1024 * 1024;
    /** What a name counts for in that: its header on the way, and its room in memory. */
    static final long NAME = 1024;

    /**
     * Opens what is at a path; the caller closes it.
     *
     * @param path without links on the way
     * @return empty when there is nothing
     */
    static Optional<ArchiveEntry> open(Archive archive, FilePath path) throws IOException {
        Optional<ArchiveEntry> entry = first(archive.get(path.bytes()));
        return entry.isPresent() || isText(path.fileName()) ? entry : amongOthers(archive, path);
    }

    private static Optional<ArchiveEntry> first(Optional<InputStream> tar) throws IOException {
        if (tar.isEmpty()) {
            return Optional.empty();
        }
        InputStream stream = tar.get();
        try {
            TarReader content = new TarReader(stream);
            Optional<Header> header = content.next();
            if (header.isPresent()) {
                return Optional.of(new ArchiveEntry(stream, content, header.get()));
            }
        } catch (IOException | RuntimeException failed) {
            stream.close();
            throw failed;
        }
        stream.close();
        return Optional.empty();
    }

    private static Optional<ArchiveEntry> amongOthers(Archive archive, FilePath path) throws IOException {
        Optional<ArchiveEntry> folder = first(archive.get(path.parent().bytes()));
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<ArchiveEntry> found = folder.get().within(path.fileName());
            if (found.isEmpty()) {
                folder.get().close();
            }
            return found;
        } catch (IOException | RuntimeException failed) {
            folder.get().close();
            throw failed;
        }
    }

    private Optional<ArchiveEntry> within(FilePath name) throws IOException {
        long read = 0;
        for (Optional<Header> next = content.next(); next.isPresent(); next = content.next()) {
            Header header = next.get();
            if (inside(header).equals(Optional.of(name.latin1()))) {
                if (header.isHardLink()) {
                    throw new RefusedException(ArchiveRefusals.HARD_LINK_BY_BYTES);
                }
                return Optional.of(new ArchiveEntry(stream, content, header));
            }
            read += header.stat().size() + NAME;
            if (read > LONGEST_FOLDER) {
                throw new RefusedException(ArchiveRefusals.tooMuchToList(LONGEST_FOLDER / 1024 / 1024));
            }
        }
        return Optional.empty();
    }

    /** How names begin that are in this folder. */
    private String prefix() {
        String folder = header.name().latin1();
        return folder.endsWith("/") ? folder : folder + "/";
    }

    /** The name that a later entry has in this folder; empty when it is not directly in it. */
    Optional<String> inside(Header later) {
        return inside(later.name());
    }

    /** The same for the first name of a file that has several. */
    Optional<String> insideLinked(Header later) {
        return inside(later.link());
    }

    private Optional<String> inside(FilePath path) {
        String name = path.latin1();
        String rest = name.startsWith(prefix()) ? name.substring(prefix().length()) : name;
        String bare = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        return bare.isEmpty() || bare.indexOf('/') >= 0 ? Optional.empty() : Optional.of(bare);
    }

    private static boolean isText(FilePath name) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(name.bytes()));
            return true;
        } catch (CharacterCodingException notText) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
