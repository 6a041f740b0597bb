package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A file or folder that is held and not opened (O_PATH of open(2)), so that nobody can put another in its place. Whoever
 * looks for it goes through no link of a proc file system: to a thread of the gateway's its own would be open, wherever
 * it is mounted.
 *
 * @param descriptor closed with this
 */
record HeldFile(int descriptor) implements AutoCloseable {
    /** Instead of a folder's descriptor: the thread's own. */
    private static final int AT_CURRENT_FOLDER = -100;

    private static final int AT_REMOVE_FOLDER = 0x200;
    private static final long PATH_CLOSE_ON_EXEC = 012000000;
    private static final int FOR_ITS_OWNER = 0700;

    /** How openat2(2) is to go: RESOLVE_NO_MAGICLINKS. */
    private static final MemorySegment FOLLOWING_LINKS = how(0x02);

    /** RESOLVE_NO_SYMLINKS. */
    private static final MemorySegment FOLLOWING_NONE = how(0x04);

    private static MemorySegment how(long resolve) {
        return Arena.global().allocateFrom(ValueLayout.JAVA_LONG, PATH_CLOSE_ON_EXEC, 0, resolve);
    }

    private static HeldFile find(int folder, MemorySegment path, MemorySegment how) throws IOException {
        return new HeldFile((int) SystemCall.OPENAT2.call(folder, path.address(), how.address(), how.byteSize()));
    }

    /** A path or name as system calls take it. */
    static MemorySegment name(String text) {
        return Arena.ofAuto().allocateFrom(text, UTF_8);
    }

    /** Finds it as the calling thread sees it, and as its user may. */
    static HeldFile find(MemorySegment path) throws IOException {
        return find(AT_CURRENT_FOLDER, path, FOLLOWING_LINKS);
    }

    /** Makes a folder in this one. */
    HeldFile make(MemorySegment name) throws IOException {
        SystemCall.MKDIRAT.call(descriptor, name.address(), FOR_ITS_OWNER);
        return find(descriptor, name, FOLLOWING_NONE);
    }

    /** Removes a socket of this folder. */
    void remove(MemorySegment name) throws IOException {
        SystemCall.UNLINKAT.call(descriptor, name.address(), 0);
    }

    /** Removes an empty folder of this one. */
    void removeFolder(MemorySegment name) throws IOException {
        SystemCall.UNLINKAT.call(descriptor, name.address(), AT_REMOVE_FOLDER);
    }

    /** Its name for this process, where it has entered no container. */
    String path() {
        return "/proc/self/fd/" + descriptor;
    }

    @Override
    public void close() {
        Libc.close(descriptor);
    }
}
