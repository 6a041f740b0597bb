package io.hatchway.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The worker's scripts, run by what this machine has to run them with. */
enum LocalWorker {
    WHAT_THERE_IS(WorkerScript.TEXT, "sh"),
    A_SHELL(WorkerScript.SHELL, "sh"),
    BUSYBOX(WorkerScript.SHELL, "busybox sh");

    private final String script;
    private final String shell;

    LocalWorker(String script, String shell) {
        this.script = script;
        this.shell = shell;
    }

    LocalProgram start(Path in) throws IOException {
        return new LocalProgram(process(in).start());
    }

    /** As a user with no rights of its own, where this machine's user may start one. */
    LocalProgram startAsNobody(Path in) throws IOException {
        ProcessBuilder process = process(in);
        if (System.getProperty("user.name").equals("root")) {
            process.command().addAll(0, List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        return new LocalProgram(process.start());
    }

    ProcessBuilder process(Path in) {
        List<String> argv = new ArrayList<>(List.of(shell.split(" ", -1)));
        argv.addAll(List.of("-c", script));
        return new ProcessBuilder(argv).directory(in.toFile());
    }

    /** Lets a worker work until its program ends. */
    static CompletableFuture<Void> run(CoProcess worker) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        worker.run();
                    } catch (IOException broken) {
                        throw new UncheckedIOException(broken);
                    }
                },
                command -> Thread.startVirtualThread(command));
    }
}
