package io.hatchway.files;

/** How a file is opened, as open(2) takes it. */
record OpenMode(boolean read, boolean write, boolean append, boolean create, boolean truncate, boolean exclusive) {
    static final OpenMode READ = new OpenMode(true, false, false, false, false, false);
    static final OpenMode OVERWRITE = new OpenMode(false, true, false, true, true, false);

    /**
     * What a client of SFTP asks for (draft-ietf-secsh-filexfer-02, 6.3), as OpenSSH's sftp-server takes it: a file can be
     * made or cut by who does not ask to write, and then cannot.
     */
    static OpenMode ofFlags(int flags) {
        boolean write = (flags & 2) != 0;
        boolean create = (flags & 8) != 0;
        return new OpenMode(
                (flags & 1) != 0 || !write,
                write,
                write && (flags & 4) != 0,
                create,
                (flags & 16) != 0,
                create && (flags & 32) != 0);
    }

    /** Whether there may be another file, or other bytes in it, for it was opened. */
    boolean mayChange() {
        return write || create || truncate;
    }
}
