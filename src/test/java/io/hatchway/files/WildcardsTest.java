package io.hatchway.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a shell would make of a path, found by a worker of this machine. */
final class WildcardsTest {
    @TempDir
    private Path dir;

    private ListingMemory memory = new ListingMemory(1024 * 1024);

    @BeforeEach
    void files() throws IOException {
        for (String name : List.of("in/b.txt", "in/a.txt", "in/.hidden.txt", "in/c.log", "out/a.txt", "out/sub/x")) {
            Files.createDirectories(dir.resolve(name).getParent());
            Files.writeString(dir.resolve(name), "");
        }
    }

    private List<String> expanded(String pattern, Confinement confinement) throws Exception {
        try (LocalProgram program = LocalWorker.A_SHELL.start(dir)) {
            CoProcess worker = new CoProcess(program, confinement);
            CompletableFuture<Void> running = LocalWorker.run(worker);
            FileWorker bounded = new BoundedWorker(worker, confinement);
            List<FilePath> found = new Wildcards(bounded, FileWitness.NOBODY, memory).expand(new ScpPath(pattern));
            worker.finish();
            running.get(10, TimeUnit.SECONDS);
            return found.stream()
                    .map(path -> path.text().replace(dir.toString(), ""))
                    .toList();
        }
    }

    private List<String> expanded(String pattern) throws Exception {
        return expanded(pattern, Confinement.NONE);
    }

    @Test
    void namesComeInTheirOrderAndHiddenOnesDoNot() throws Exception {
        assertThat(expanded(dir + "/in/*.txt")).containsExactly("/in/a.txt", "/in/b.txt");
        assertThat(expanded("in/.*.txt")).containsExactly("/in/.hidden.txt");
    }

    @Test
    void anyNameOfAPathMayBeAPattern() throws Exception {
        assertThat(expanded("*/a.txt")).containsExactly("/in/a.txt", "/out/a.txt");
        assertThat(expanded("o?t/*/x")).containsExactly("/out/sub/x");
        assertThat(expanded("*/*/")).as("folders alone").containsExactly("/out/sub");
    }

    @Test
    void whatMatchesNothingIsAName() throws Exception {
        assertThat(expanded("in/*.none")).containsExactly("/in/*.none");
        assertThat(expanded("in/a.txt/*")).containsExactly("/in/a.txt/*");
    }

    @Test
    void aShortageOfMemoryIsNotCalledTooManyNames() {
        memory = new ListingMemory(1);
        assertThatThrownBy(() -> expanded("in/*")).hasMessage(Wildcards.NO_MEMORY);
    }

    @Test
    void nothingIsFoundOutsideOfTheBounds() throws Exception {
        Confinement in = new Confinement(
                List.of(new Confinement.Root(FilePath.ofText(dir.resolve("in").toString()), true)));
        assertThat(expanded(dir + "/in/*.log", in)).containsExactly("/in/c.log");
        assertThat(expanded(dir + "/*/a.txt", in)).containsExactly("/*/a.txt");
        assertThat(expanded(dir + "/in/../out/*", in)).containsExactly("/in/../out/*");
    }
}
