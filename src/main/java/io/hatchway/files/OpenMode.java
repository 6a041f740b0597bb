package io.hatchway.files;

/** How a file is opened, as open(2) takes it. */
record OpenMode(boolean read, boolean write, boolean append, boolean create, boolean truncate, boolean exclusive) {
    static final OpenMode READ = new OpenMode(true, false, false, false, false, false);
    static final OpenMode OVERWRITE = new OpenMode(false, true, false, true, true, false);
}
