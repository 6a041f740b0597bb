package io.hatchway.docker;

import io.hatchway.container.Launch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Real processes of this machine, tagged as a session's are; whatever is left of them is killed at the end. */
final class SampleProcesses implements AutoCloseable {
    /** A line whose process spends most of its time in execve(2). */
    static final String REPLACING_ITSELF =
            "export next='exec " + "env ".repeat(100) + "bash -c \"$next\"'; echo .; eval \"$next\"";

    final String tag = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong())
            + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final List<ProcessHandle> started = new ArrayList<>();

    /**
     * Starts a shell line as an engine would: tagged, leading a kernel session of its own. The line ends with
     * {@code echo $!} and {@code wait}, or says another process id; that process is returned behind the shell's own.
     */
    List<ProcessHandle> start(String line) throws IOException {
        return run(tag, "env", "--default-signal=HUP", "setsid", "bash", "-c", line);
    }

    /** Starts it without a tag: somebody else's. */
    List<ProcessHandle> startStranger(String line) throws IOException {
        return run("", "setsid", "bash", "-c", line);
    }

    private List<ProcessHandle> run(String withTag, String... argv) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(argv).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().remove(Launch.TAG);
        if (!withTag.isEmpty()) {
            builder.environment().put(Launch.TAG, withTag);
        }
        Process process = builder.start();
        List<ProcessHandle> all = new ArrayList<>(List.of(process.toHandle()));
        started.add(process.toHandle());
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String pid; (pid = said.readLine()) != null && !pid.equals("."); ) {
            ProcessHandle child = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
            all.add(child);
            started.add(child);
        }
        return all;
    }

    static boolean ends(ProcessHandle process) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (alive(process) && System.nanoTime() < until) {
            Thread.sleep(Duration.ofMillis(10));
        }
        return !alive(process);
    }

    /** A zombie whose parent does not care is as good as dead. */
    private static boolean alive(ProcessHandle process) {
        try {
            String stat = java.nio.file.Files.readString(
                    java.nio.file.Path.of("/proc/" + process.pid() + "/stat"), StandardCharsets.ISO_8859_1);
            return !stat.substring(stat.lastIndexOf(')') + 2).startsWith("Z");
        } catch (IOException gone) {
            return false;
        }
    }

    @Override
    public void close() {
        started.forEach(ProcessHandle::destroyForcibly);
    }
}
