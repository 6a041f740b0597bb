package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;

/** The capabilities(7) of processes, as proc_pid_status(5) has them: root in a container has few of them. */
final class Capabilities {
    /** To pass over files' permissions. */
    static final int DAC_OVERRIDE = 1;
    /** To signal other users' processes. */
    static final int KILL = 5;
    /** To take on other groups. */
    static final int SETGID = 6;
    /** To take on another user. */
    static final int SETUID = 7;
    /** To enter another mount namespace. */
    static final int SYS_CHROOT = 18;
    /** To read other users' environments. */
    static final int SYS_PTRACE = 19;
    /** To enter another network namespace. */
    static final int SYS_ADMIN = 21;

    private static final Path OURS = Path.of("/proc/self");

    private Capabilities() {}

    /** Whether all of these, by their numbers, are in force for this process. */
    static boolean has(int... wanted) throws IOException {
        long effective = ours();
        return Arrays.stream(wanted).allMatch(capability -> (effective >>> capability & 1) != 0);
    }

    /** Those in force for this process. */
    static long ours() throws IOException {
        return of(OURS, "CapEff:").orElse(0);
    }

    /** The most that a process, and whatever it starts, can have; all where it does not say. */
    static long bounding(Path process) throws IOException {
        return of(process, "CapBnd:").orElse(-1);
    }

    private static OptionalLong of(Path process, String set) throws IOException {
        return Files.readAllLines(process.resolve("status"), ISO_8859_1).stream()
                .filter(line -> line.startsWith(set))
                .map(line -> line.substring(set.length()).strip())
                .mapToLong(mask -> Long.parseUnsignedLong(mask, 16))
                .findFirst();
    }
}
