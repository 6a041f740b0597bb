package io.hatchway.files;

import java.util.stream.Stream;

/** A user of a container, as its passwd(5) says. */
record PasswdEntry(String name, String uid, String gid, FilePath home) {
    private static final int FIELDS = 7;

    /**
     * All of a table; a line with fewer fields is none. Pure.
     *
     * @param table one character for each byte
     */
    static Stream<PasswdEntry> of(String table) {
        return table.lines()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length >= FIELDS)
                .map(fields -> new PasswdEntry(fields[0], fields[2], fields[3], new FilePath(fields[5])));
    }
}
