package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The capabilities(7) in force for this process: root in a container has few of them. */
final class Capabilities {
    /** To signal other users' processes. */
    static final int KILL = 5;
    /** To read other users' environments. */
    static final int SYS_PTRACE = 19;

    /** To enter another network namespace. */
    static final int SYS_ADMIN = 21;

    private static final String EFFECTIVE = "CapEff:";

    private Capabilities() {}

    /** Whether all of these, by their numbers, are effective. */
    static boolean has(int... wanted) throws IOException {
        long effective = Files.readAllLines(Path.of("/proc/self/status"), ISO_8859_1).stream()
                .filter(line -> line.startsWith(EFFECTIVE))
                .map(line -> line.substring(EFFECTIVE.length()).strip())
                .mapToLong(mask -> Long.parseUnsignedLong(mask, 16))
                .findFirst()
                .orElse(0);
        for (int capability : wanted) {
            if ((effective >>> capability & 1) == 0) {
                return false;
            }
        }
        return true;
    }
}
