package io.hatchway.docker;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hatchway.container.OpenFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A file that another process has opened, by a duplicate of its descriptor (pidfd_getfd(2)): the kernel has let that
 * process's user open it, and a duplicate can do nothing that the original cannot. It is not opened anew, which would be
 * done with the gateway's rights, and only read, because what a write may do depends on who writes.
 */
final class LentFile implements OpenFile {
    /**
     * Where a read ends by itself, and does only that. Others have files that somebody in the container answers for
     * (fuse), that act for whoever reads them (proc), or that wait for a network.
     */
    private static final Set<String> FILE_SYSTEMS =
            Set.of("overlay", "ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "zfs", "bcachefs", "tmpfs");

    private static final Path OWN = Path.of("/proc/self");
    private static final Path USERS = Path.of("ns/user");

    private static final int INTO_BLOCK = 256 * 1024;

    private static final MethodHandle PREAD =
            Libc.function("pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));

    /** Who reads is one of few threads. */
    private static final ThreadLocal<MemorySegment> BLOCK =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(INTO_BLOCK));

    private final int descriptor;

    private LentFile(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Says whether a process number still means the process that was asked about. */
    @FunctionalInterface
    interface Still {
        boolean holds() throws IOException;
    }

    /**
     * Whether nobody in a process's container mounts what he likes. Who may could put a file system of his own beneath an
     * overlay, and what kind a mount is would be his word.
     */
    static boolean isTrusted(int pid) throws IOException {
        Path process = Path.of("/proc", Integer.toString(pid));
        boolean ours =
                Files.readSymbolicLink(process.resolve(USERS)).equals(Files.readSymbolicLink(OWN.resolve(USERS)));
        return ours && (Capabilities.bounding(process) >>> Capabilities.SYS_ADMIN & 1) == 0;
    }

    /**
     * Duplicates a descriptor of a process of this gateway's pid namespace, which {@link #isTrusted}. It asks nothing of the file's file system
     * before it knows its kind, for a hostile one need not answer.
     *
     * @return empty when the kernel does not let it, or it is not a regular file where reading is harmless
     */
    static Optional<OpenFile> of(int pid, int descriptor, Still same) throws IOException {
        int own;
        try {
            int process = (int) SystemCall.PIDFD_OPEN.call(pid, 0, 0);
            try {
                if (!same.holds()) {
                    return Optional.empty();
                }
                own = (int) SystemCall.PIDFD_GETFD.call(process, descriptor, 0);
            } finally {
                Libc.close(process);
            }
        } catch (SystemCall.FailedException notAllowed) {
            return Optional.empty();
        }
        LentFile file = new LentFile(own);
        boolean fit = false;
        try {
            fit = FILE_SYSTEMS.contains(file.fileSystem(pid)) && file.isRegular();
            return fit ? Optional.of(file) : Optional.empty();
        } finally {
            if (!fit) {
                file.close();
            }
        }
    }

    private boolean isRegular() {
        return Files.isRegularFile(Path.of("/proc/self/fd", Integer.toString(descriptor)));
    }

    /** The kind of its file system, as the process's mounts say (proc_pid_mountinfo(5)); nothing where they do not. */
    private String fileSystem(int pid) throws IOException {
        String mount = firstWith("mnt_id:", Path.of("/proc/self/fdinfo", Integer.toString(descriptor)))
                .map(line -> line.substring("mnt_id:".length()).strip())
                .orElse("?");
        return firstWith(mount + " ", Path.of("/proc", Integer.toString(pid), "mountinfo"))
                .map(line -> line.substring(line.indexOf(" - ") + " - ".length()))
                .map(rest -> rest.substring(0, rest.indexOf(' ')))
                .orElse("");
    }

    /** Lines end with a newline and nothing else: a mount's own name may hold what else ends one elsewhere. */
    private static Optional<String> firstWith(String beginning, Path file) throws IOException {
        return Arrays.stream(Files.readString(file, ISO_8859_1).split("\n", -1))
                .filter(line -> line.startsWith(beginning))
                .findFirst();
    }

    @Override
    public int read(long offset, byte[] into, int length) throws IOException {
        MemorySegment block = BLOCK.get();
        int have = 0;
        while (have < length) {
            long count = pread(block, offset + have, Math.min(length - have, INTO_BLOCK));
            if (count < 0) {
                throw new IOException("Input/output error");
            }
            if (count == 0) {
                break;
            }
            MemorySegment.copy(block, JAVA_BYTE, 0, into, have, (int) count);
            have += (int) count;
        }
        return have;
    }

    private long pread(MemorySegment block, long offset, long most) {
        try {
            return (long) PREAD.invokeExact(descriptor, block, most, offset);
        } catch (Throwable impossible) {
            throw new AssertionError("pread(2) throws nothing", impossible);
        }
    }

    @Override
    public void close() {
        Libc.close(descriptor);
    }
}
