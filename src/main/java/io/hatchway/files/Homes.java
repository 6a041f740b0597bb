package io.hatchway.files;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Where the users of a container are at home, as its own /etc/passwd says (passwd(5)), read as the session's user. */
final class Homes {
    private static final FilePath PASSWD = FilePath.ofText("/etc/passwd");
    private static final int LONGEST = 1024 * 1024;
    private static final int PIECE = 64 * 1024;
    private static final int FIELDS = 7;
    private static final int HOME = 5;

    private final FileWorker worker;

    Homes(FileWorker worker) {
        this.worker = worker;
    }

    /**
     * A name that begins with {@code ~user}, with the home in its place; empty when there is no such user.
     *
     * @param handle a number that no open file of the worker's has
     */
    Optional<FilePath> expand(FilePath name, int handle) throws InterruptedException {
        String given = name.latin1();
        int slash = given.indexOf('/');
        String user = given.substring(1, slash < 0 ? given.length() : slash);
        String rest = slash < 0 ? "" : given.substring(slash + 1).replaceFirst("^/+", "");
        return passwd(handle)
                .lines()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length == FIELDS && fields[0].equals(user) && fields[HOME].startsWith("/"))
                .findFirst()
                .map(fields -> new FilePath(fields[HOME]).resolve(new FilePath(rest)));
    }

    private String passwd(int handle) throws InterruptedException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        if (worker.call(new Op.Open(handle, PASSWD, OpenMode.READ, 0)) instanceof Answer.Opened) {
            while (text.size() < LONGEST
                    && worker.call(new Op.Read(handle, text.size(), PIECE))
                            instanceof Answer.Bytes(byte[] array, int from, int count)
                    && count > 0) {
                text.write(array, from, count);
            }
            worker.call(new Op.Close(handle));
        }
        return FilePath.of(text.toByteArray()).latin1();
    }
}
