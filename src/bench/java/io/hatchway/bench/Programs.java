package io.hatchway.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The other people's programs that a run needs: short ones, run to their end. */
final class Programs {
    private Programs() {}

    /** The program's full path; sshd insists on being started by it. */
    static Path find(String name) throws IOException {
        var path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(":", -1)), Stream.of("/usr/sbin", "/sbin"))
                .map(folder -> Path.of(folder).resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IOException(name + " is not on PATH: bin/bench installs what is needed"));
    }

    /**
     * What it wrote to stdout and stderr, without the white space around it.
     *
     * @throws IOException when it fails, with what it wrote
     */
    static String run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException("%s failed: %s".formatted(List.of(command), output));
        }
        return output;
    }

    /** Makes an Ed25519 key without passphrase, and its public half beside it with the ending {@code .pub}. */
    static void keyPair(Path file) throws IOException, InterruptedException {
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "bench", "-f", file.toString());
    }
}
