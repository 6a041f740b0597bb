package io.hatchway.bench;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** OpenSSH's own client: one process for each login, from its start to its end. */
final class OpenSsh implements Client {
    private static final File NULL = new File("/dev/null");
    private static final Duration LOGIN_LIMIT = Duration.ofSeconds(60);
    private static final Duration TRANSFER_LIMIT = Duration.ofMinutes(10);

    private final Running running;

    OpenSsh(Running running) {
        this.running = running;
    }

    @Override
    public String name() {
        return "OpenSSH's client";
    }

    @Override
    public void login(Endpoint endpoint) throws IOException, InterruptedException {
        run(endpoint, LOGIN_LIMIT, "true");
    }

    /** Runs a command whose output is thrown away. */
    void run(Endpoint endpoint, String command) throws IOException, InterruptedException {
        run(endpoint, TRANSFER_LIMIT, command);
    }

    /** Runs a command on a terminal; its output is thrown away. */
    void runOnTerminal(Endpoint endpoint, String command) throws IOException, InterruptedException {
        var argv = new ArrayList<>(endpoint.ssh(command));
        argv.add(1, "-tt");
        var ssh = running.start(
                new ProcessBuilder(argv).redirectInput(Redirect.from(NULL)).redirectOutput(Redirect.DISCARD));
        await(ssh, TRANSFER_LIMIT);
    }

    private void run(Endpoint endpoint, Duration limit, String command) throws IOException, InterruptedException {
        var ssh = running.start(new ProcessBuilder(endpoint.ssh(command))
                .redirectInput(Redirect.from(NULL))
                .redirectOutput(Redirect.DISCARD));
        await(ssh, limit);
    }

    /** Runs a command whose input is so many MiB of zeros, and returns what it wrote. */
    String feed(Endpoint endpoint, int mib, String command) throws IOException, InterruptedException {
        var zeros = new ProcessBuilder("head", "-c", mib + "M", "/dev/zero");
        var pipeline = running.startPipeline(List.of(zeros, new ProcessBuilder(endpoint.ssh(command))));
        var ssh = pipeline.getLast();
        await(ssh, TRANSFER_LIMIT);
        return new String(ssh.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** Runs a command and counts the bytes it writes. */
    long count(Endpoint endpoint, String command) throws IOException, InterruptedException {
        var ssh = running.start(new ProcessBuilder(endpoint.ssh(command)).redirectInput(Redirect.from(NULL)));
        long bytes = ssh.getInputStream().transferTo(OutputStream.nullOutputStream());
        await(ssh, TRANSFER_LIMIT);
        return bytes;
    }

    /** Has sftp do a batch of its commands; what it prints is thrown away. */
    void sftp(Endpoint endpoint, String... batch) throws IOException, InterruptedException {
        var sftp = running.start(new ProcessBuilder(endpoint.sftp()).redirectOutput(Redirect.DISCARD));
        try (var commands = sftp.outputWriter()) {
            commands.write(String.join("\n", batch) + "\n");
        }
        await(sftp, TRANSFER_LIMIT);
    }

    /** Copies a folder there by scp. */
    void scpTree(Endpoint endpoint, Path from, String to) throws IOException, InterruptedException {
        var scp = running.start(new ProcessBuilder(endpoint.scpTree(from, to))
                .redirectInput(Redirect.from(NULL))
                .redirectOutput(Redirect.DISCARD));
        await(scp, TRANSFER_LIMIT);
    }

    private void await(Process ssh, Duration limit) throws IOException, InterruptedException {
        if (!ssh.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            running.stop(ssh);
            throw new IOException("ssh had not ended after " + limit.toSeconds() + " s");
        }
        if (ssh.exitValue() != 0) {
            var complaint = new String(ssh.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            throw new IOException("ssh ended with " + ssh.exitValue() + ": " + complaint);
        }
    }
}
