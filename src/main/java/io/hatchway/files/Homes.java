package io.hatchway.files;

import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;
import java.io.ByteArrayOutputStream;

/** Where the users of a container are at home, as its own /etc/passwd says (passwd(5)), read as the session's user. */
final class Homes {
    private static final FilePath PASSWD = FilePath.ofText("/etc/passwd");
    private static final int LONGEST = 1024 * 1024;
    private static final int PIECE = 64 * 1024;
    private static final Failed NO_SUCH_USER =
            new Failed(Reason.NO_SUCH_FILE, "There is no such user in this container. Give the whole path.");

    private final FileWorker worker;

    Homes(FileWorker worker) {
        this.worker = worker;
    }

    /**
     * A name that begins with {@code ~user}, with the home in its place.
     *
     * @param handle a number that no open file of the worker's has
     * @throws RefusedException when there is no such user, or who there is may not be known
     */
    FilePath expand(FilePath name, int handle) throws RefusedException, InterruptedException {
        String given = name.latin1();
        int slash = given.indexOf('/');
        String user = given.substring(1, slash < 0 ? given.length() : slash);
        String rest = slash < 0 ? "" : given.substring(slash + 1).replaceFirst("^/+", "");
        return PasswdEntry.of(passwd(handle))
                .filter(entry -> entry.name().equals(user) && entry.home().isAbsolute())
                .findFirst()
                .map(entry -> entry.home().resolve(new FilePath(rest)))
                .orElseThrow(() -> new RefusedException(NO_SUCH_USER));
    }

    /** Where there is no such file there are no users. */
    private String passwd(int handle) throws RefusedException, InterruptedException {
        Answer opened = worker.call(new Op.Open(handle, PASSWD, OpenMode.READ, 0));
        if (opened instanceof Failed(Reason reason, String why)) {
            if (reason == Reason.NO_SUCH_FILE) {
                return "";
            }
            throw unreadable(reason, why);
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            Answer piece = read(handle, 0);
            while (piece instanceof Answer.Bytes(byte[] array, int from, int count)
                    && count > 0
                    && text.size() < LONGEST) {
                text.write(array, from, count);
                piece = read(handle, text.size());
            }
            if (piece instanceof Failed(Reason reason, String why)) {
                throw unreadable(reason, why);
            }
            return FilePath.of(text.toByteArray()).latin1();
        } finally {
            worker.call(new Op.Close(handle));
        }
    }

    private Answer read(int handle, long offset) throws InterruptedException {
        return worker.call(new Op.Read(handle, offset, PIECE));
    }

    private static RefusedException unreadable(Reason reason, String why) {
        return new RefusedException(new Failed(
                reason,
                "Where that user is at home is in /etc/passwd, which could not be read: " + why
                        + (why.endsWith(".") ? "" : ".") + " Give the whole path."));
    }
}
