package io.hatchway.docker;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Set;

/**
 * System calls of Linux by number, for the calling thread alone: the C library has no name for some, and makes others, such
 * as setresuid(2), for all threads of the process (nptl(7)).
 */
enum SystemCall {
    MKDIRAT(258, 34),
    UNLINKAT(263, 35),
    UMASK(95, 166),
    SETGROUPS(116, 159),
    SETRESUID(117, 147),
    SETRESGID(119, 149),
    CAPSET(126, 91),
    UNSHARE(272, 97),
    SETNS(308, 268),
    PIDFD_OPEN(434, 434),
    OPENAT2(437, 437),
    PIDFD_GETFD(438, 438);

    private static final String ERRNO = "errno";
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_AT = STATE.byteOffset(MemoryLayout.PathElement.groupElement(ERRNO));
    private static final MethodHandle SYSCALL = Libc.function(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1),
            Linker.Option.captureCallState(ERRNO));

    private static final String AMD64 = "amd64";
    /** Those of Linux's own list for new machines. */
    private static final Set<String> OTHERS = Set.of("aarch64", "riscv64");

    private final long number;

    SystemCall(long onAmd64, long onOthers) {
        this.number = System.getProperty("os.arch").equals(AMD64) ? onAmd64 : onOthers;
    }

    /** Whether this machine's numbers are known. */
    static boolean areKnown() {
        String machine = System.getProperty("os.arch");
        return machine.equals(AMD64) || OTHERS.contains(machine);
    }

    /**
     * Makes the call; it may block.
     *
     * @return what it returned
     * @throws FailedException with the kernel's reason
     */
    long call(long first, long second, long third, long fourth) throws FailedException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long result = (long) SYSCALL.invokeExact(state, number, first, second, third, fourth);
            if (result == -1) {
                throw new FailedException(state.get(ValueLayout.JAVA_INT, ERRNO_AT));
            }
            return result;
        } catch (FailedException failed) {
            throw failed;
        } catch (Throwable impossible) {
            throw new AssertionError("a system call throws nothing", impossible);
        }
    }

    /** The same for calls that take no more. */
    long call(long first, long second, long third) throws FailedException {
        return call(first, second, third, 0);
    }

    /** The kernel did not do it. Its text is looked up only where it is asked for, which may open files. */
    static final class FailedException extends IOException {
        private static final long serialVersionUID = 1;

        private final int number;

        private FailedException(int number) {
            this.number = number;
        }

        @Override
        public String getMessage() {
            return Libc.errorText(number);
        }
    }
}
