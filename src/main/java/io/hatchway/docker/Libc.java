package io.hatchway.docker;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** The C library's functions for what Java cannot do. */
final class Libc {
    private static final int READ_ONLY_CLOSE_ON_EXEC = 02000000;
    private static final int LC_MESSAGES = 5;
    private static final int LONGEST_TEXT = 256;

    private static final MethodHandle OPEN =
            function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle STRERROR = function("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    private static final MethodHandle SETLOCALE =
            function("setlocale", FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS));

    private Libc() {}

    @SuppressWarnings("restricted") // the types are those of the manual's section 2
    static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
    }

    /** open(2), not for programs that are started meanwhile. The caller closes the result. */
    static int openToRead(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int handle = (int) OPEN.invokeExact(arena.allocateFrom(path.toString()), READ_ONLY_CLOSE_ON_EXEC);
            if (handle < 0) {
                throw new IOException(path + " cannot be opened");
            }
            return handle;
        } catch (IOException failed) {
            throw failed;
        } catch (Throwable impossible) {
            throw new AssertionError("open(2) throws nothing", impossible);
        }
    }

    /** close(2). */
    static void close(int descriptor) {
        try {
            int ignored = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable impossible) {
            throw new AssertionError("close(2) throws nothing", impossible);
        }
    }

    /** strerror(3): the words for an error's number. */
    @SuppressWarnings("restricted") // the text ends with a zero
    static String errorText(int number) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(number);
            return text.reinterpret(LONGEST_TEXT).getString(0);
        } catch (Throwable impossible) {
            throw new AssertionError("strerror(3) throws nothing", impossible);
        }
    }

    /** From now on the words for errors are its own, and no files of translations are opened for them (setlocale(3)). */
    static void speakPlainly() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ignored = (MemorySegment) SETLOCALE.invokeExact(LC_MESSAGES, arena.allocateFrom("C"));
        } catch (Throwable impossible) {
            throw new AssertionError("setlocale(3) throws nothing", impossible);
        }
    }
}
