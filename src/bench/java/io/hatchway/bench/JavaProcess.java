package io.hatchway.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Asks another Java program, by the JDK's own jcmd. */
final class JavaProcess {
    private static final Pattern MAX_HEAP = Pattern.compile("-XX:MaxHeapSize=(\\d+)");

    private JavaProcess() {}

    /** The largest heap it may have. */
    static long maxHeapMib(long pid) throws IOException, InterruptedException {
        var flags = MAX_HEAP.matcher(jcmd(pid, "VM.flags"));
        if (!flags.find()) {
            throw new IOException("jcmd does not tell the gateway's largest heap");
        }
        return Long.parseLong(flags.group(1)) >> 20;
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        return Programs.run(jcmd.toString(), Long.toString(pid), command);
    }
}
