package io.hatchway.files;

/**
 * What stat(2) says.
 *
 * @param mode type and permissions as in st_mode
 * @param accessed seconds since 1970
 * @param modified seconds since 1970
 * @param user its name where there is one, else its number
 * @param group its name where there is one, else its number
 */
record FileStat(
        int mode, long links, long uid, long gid, long size, long accessed, long modified, String user, String group) {
    /** Of what is not made. */
    static final FileStat NOBODYS = new FileStat(0, 1, 0, 0, 0, 0, 0, "0", "0");

    private static final int TYPE = 0170000;
    private static final int FOLDER = 0040000;
    private static final int FILE = 0100000;

    FileStat with(Changes changes) {
        Changes.Owner owner = changes.owner().orElse(new Changes.Owner(uid, gid));
        Changes.Times times = changes.times().orElse(new Changes.Times(accessed, modified));
        int permissions = changes.mode().orElse(permissions());
        return new FileStat(
                (mode & TYPE) | permissions,
                links,
                owner.uid(),
                owner.gid(),
                size,
                times.accessed(),
                times.modified(),
                user,
                group);
    }

    /** The same but for its length. */
    FileStat sized(long bytes) {
        return new FileStat(mode, links, uid, gid, bytes, accessed, modified, user, group);
    }

    boolean isFolder() {
        return (mode & TYPE) == FOLDER;
    }

    boolean isFile() {
        return (mode & TYPE) == FILE;
    }

    int permissions() {
        return mode & 07777;
    }

    /** As ls -l begins a line. */
    String letters() {
        char type = switch (mode & TYPE) {
            case FOLDER -> 'd';
            case FILE -> '-';
            case 0120000 -> 'l';
            case 0020000 -> 'c';
            case 0060000 -> 'b';
            case 0010000 -> 'p';
            case 0140000 -> 's';
            default -> '?';
        };
        StringBuilder letters = new StringBuilder(10).append(type);
        for (int shift = 6; shift >= 0; shift -= 3) {
            int bits = mode >> shift;
            boolean special = (mode & (01000 << (shift / 3))) != 0;
            char mark = shift == 0 ? 't' : 's';
            boolean runs = (bits & 1) != 0;
            letters.append((bits & 4) != 0 ? 'r' : '-')
                    .append((bits & 2) != 0 ? 'w' : '-')
                    .append(special ? (runs ? mark : Character.toUpperCase(mark)) : runs ? 'x' : '-');
        }
        return letters.toString();
    }
}
