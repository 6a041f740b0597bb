package io.hatchway.files;

import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;
import java.util.Set;

/** What cannot be done over an engine's archive, in sentences for the client. */
final class ArchiveRefusals {
    private static final String WAY = "This container has no shell with its tools, or does not run, so ";

    // What any system says, in its words.
    static final Failed NO_SUCH_FILE = new Failed(Reason.NO_SUCH_FILE, "No such file or directory");
    static final Failed FILE_EXISTS = new Failed(Reason.FAILURE, "File exists");
    static final Failed IS_A_FOLDER = new Failed(Reason.FAILURE, "Is a directory");
    static final Failed NOT_A_FOLDER = new Failed(Reason.FAILURE, "Not a directory");
    static final Failed NOT_EMPTY = new Failed(Reason.FAILURE, "Directory not empty");
    static final Failed NOT_A_LINK = new Failed(Reason.FAILURE, "Invalid argument");
    static final Failed OTHER_MOUNT = new Failed(Reason.FAILURE, "Invalid cross-device link");
    private static final Set<Failed> ANY_SYSTEMS =
            Set.of(NO_SUCH_FILE, FILE_EXISTS, IS_A_FOLDER, NOT_A_FOLDER, NOT_EMPTY, NOT_A_LINK, OTHER_MOUNT);

    static final Failed NO_SPACE_KNOWN =
            unsupported("only its engine reaches its files, and that does not say how much space is left.");
    static final Failed NOT_SYNCED =
            unsupported("a file goes into it when it is closed. Whether it is on the disk then is not known.");
    static final Failed FOLDER_NOT_RENAMED = unsupported(
            "only its engine reaches its files, and that renames no folder. Make the other folder, put the files there,"
                    + " and remove this one.");
    static final Failed FOLDER_NOT_LINKED = unsupported("only its engine reaches its files, and that links no folder.");
    static final Failed FOLDER_NOT_REMOVED = unsupported(
            "only its engine reaches its files, and that does not say whether there are sockets in a folder. It removes"
                    + " folders that this session has made, and others when the container does not run.");
    static final Failed NOT_CHANGED = unsupported(
            "only its engine reaches its files, and that sets modes, owners and times of files and folders alone.");
    static final Failed NOT_REMOVED =
            unsupported("only its engine reaches its files, and this engine has not removed it.");
    static final Failed NOT_REPLACED =
            unsupported("only its engine reaches its files, and that cannot move a device, pipe or socket there.");
    /** @param name where it is now */
    static Failed keptAs(FilePath name) {
        return new Failed(
                Reason.FAILURE,
                "The engine removed what was to be replaced and put nothing there. What was to come there is "
                        + name.text() + " now.");
    }

    static final Failed NOT_LINKED =
            unsupported("only its engine reaches its files, and this engine has not made the other name.");
    static final Failed MOUNTED_FILE = unsupported(
            "only its engine reaches its files, and that changes a file by putting another in its place. This one is"
                    + " mounted by itself and stays. Change it where it comes from.");
    static final Failed SPECIAL =
            unsupported("only its engine reaches its files, and through that a device, pipe or socket is not opened.");
    static final Failed BEING_WRITTEN =
            unsupported("the gateway keeps this file while it is being written. Close it first.");
    static final Failed TOO_LARGE = unsupported("the gateway keeps a file until it is whole: at most 1 GiB.");
    static final Failed HARD_LINK_BY_BYTES = unsupported(
            "its engine does not find a name that is not UTF-8, and the file has another name beside. Use that.");
    static final Failed MOVED =
            new Failed(Reason.FAILURE, "The file has been moved or replaced since it was opened. Open it again.");
    static final Failed PARTLY_WRITTEN =
            new Failed(Reason.FAILURE, "Part of the file could not be written, so the container has none of it.");

    private ArchiveRefusals() {}

    private static Failed unsupported(String why) {
        return new Failed(Reason.UNSUPPORTED, WAY + why);
    }

    /** Something is mounted where only the running container sees it. */
    static Failed hidden(FilePath mount) {
        return unsupported("only its engine reaches its files, and not those in " + mount.text()
                + ": what is mounted there is the running container's alone. What was put there would lie underneath, where"
                + " none of its programs sees it. Use another folder, such as a volume.");
    }

    static Failed tooMuchToList(long mib) {
        return unsupported("its engine would have to send more than " + mib
                + " MiB to list this folder. List one inside it, or start the container where it has a shell.");
    }

    static Failed tooManyWritten(int most) {
        return unsupported(
                "the gateway keeps files while they are being written: " + most + " at once. Close one first.");
    }

    /** Whether it is told in so few words that they are clear to who asked. */
    static boolean isAnySystems(Failed failed) {
        return ANY_SYSTEMS.contains(failed);
    }
}
