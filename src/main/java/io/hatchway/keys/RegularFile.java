package io.hatchway.keys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.URLDecoder;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;

/**
 * A file that is read without waiting for anybody. Java opens files only so that it waits: for a writer, where somebody
 * puts a pipe in the file's place after it was looked at, and for the holder of a lease (fcntl(2), F_SETLEASE). Whoever
 * watches keys must not be held up so, for meanwhile nothing could be revoked.
 */
final class RegularFile implements AutoCloseable {
    private static final int DO_NOT_WAIT = 04000;
    private static final int CLOSE_ON_EXEC = 02000000;
    /** Of the flags for open(2) the one that is not the same on every machine. */
    private static final int FOLLOW_NO_LINK =
            Set.of("aarch64", "arm", "ppc64", "ppc64le").contains(System.getProperty("os.arch")) ? 0100000 : 0400000;

    private static final int NO_SUCH_FILE = 2;
    private static final int TRY_AGAIN = 11;
    private static final int NO_PERMISSION = 13;
    private static final int IS_A_LINK = 40;
    private static final int INTERRUPTED = 4;

    private static final int BLOCK = 64 * 1024;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERROR = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle OPEN = function(
            "open",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle READ = function(
            "read",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private static final MethodHandle TEXT = function("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    private static final int LONGEST_TEXT = 256;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment state = arena.allocate(STATE);
    private final Path path;
    private final int handle;

    private RegularFile(Path path) throws IOException {
        this.path = path;
        MemorySegment name = name(path);
        int opened;
        do {
            opened = open(name);
        } while (opened < 0 && error() == INTERRUPTED);
        handle = opened;
        if (handle < 0) {
            IOException failure = failure();
            arena.close();
            throw failure;
        }
    }

    private int open(MemorySegment name) {
        try {
            return (int) OPEN.invokeExact(state, name, DO_NOT_WAIT | CLOSE_ON_EXEC | FOLLOW_NO_LINK);
        } catch (Throwable impossible) {
            throw new AssertionError("open(2) throws nothing", impossible);
        }
    }

    @SuppressWarnings("restricted") // Java has no way to open a file that does not wait
    private static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
    }

    /**
     * Reads the beginning of a file, or all of it.
     *
     * @param most bytes
     * @throws IOException where it is not a regular file (any more), or cannot be read at once
     */
    static byte[] read(Path path, int most) throws IOException {
        try (RegularFile file = new RegularFile(path)) {
            if (!Files.isRegularFile(Path.of("/proc/self/fd", Integer.toString(file.handle)))) {
                throw new FileSystemException(path.toString(), null, "something else was put in its place");
            }
            return file.bytes(most);
        }
    }

    /** Byte by byte what the path is: it need not be text in the character set of the gateway's own locale. */
    private MemorySegment name(Path path) {
        String encoded = path.toUri().getRawPath().replace("+", "%2B");
        return arena.allocateFrom(URLDecoder.decode(encoded, ISO_8859_1), ISO_8859_1);
    }

    private byte[] bytes(int most) throws IOException {
        MemorySegment block = arena.allocate(BLOCK);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (bytes.size() < most) {
            long count = read(block, Math.min(BLOCK, most - bytes.size()));
            if (count == 0) {
                break;
            }
            bytes.writeBytes(block.asSlice(0, count).toArray(JAVA_BYTE));
        }
        return bytes.toByteArray();
    }

    private long read(MemorySegment block, long most) throws IOException {
        while (true) {
            long count;
            try {
                count = (long) READ.invokeExact(state, handle, block, most);
            } catch (Throwable impossible) {
                throw new AssertionError("read(2) throws nothing", impossible);
            }
            if (count >= 0) {
                return count;
            }
            if (error() != INTERRUPTED) {
                throw failure();
            }
        }
    }

    private int error() {
        return (int) ERROR.get(state, 0L);
    }

    private IOException failure() {
        String name = path.toString();
        int error = error();
        return switch (error) {
            case NO_SUCH_FILE -> new NoSuchFileException(name);
            case NO_PERMISSION -> new AccessDeniedException(name);
            case IS_A_LINK -> new FileSystemException(name, null, "a symbolic link was put in its place");
            case TRY_AGAIN -> new FileSystemException(name, null, "somebody holds a lease on it");
            default -> new FileSystemException(name, null, text(error));
        };
    }

    @SuppressWarnings("restricted") // the text is as long as it is
    private static String text(int error) {
        try {
            return ((MemorySegment) TEXT.invokeExact(error))
                    .reinterpret(LONGEST_TEXT)
                    .getString(0, ISO_8859_1);
        } catch (Throwable impossible) {
            throw new AssertionError("strerror(3) throws nothing", impossible);
        }
    }

    @Override
    public void close() {
        try {
            int ignored = (int) CLOSE.invokeExact(handle);
        } catch (Throwable impossible) {
            throw new AssertionError("close(2) throws nothing", impossible);
        }
        arena.close();
    }
}
