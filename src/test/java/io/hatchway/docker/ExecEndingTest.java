package io.hatchway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.FakeContainers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class ExecEndingTest {
    @TempDir
    Path folder;

    private interface Course {
        boolean end() throws IOException, InterruptedException;
    }

    private boolean run(Duration patience, Course course) throws Exception {
        ProcessTree processes = new ProcessTree() {
            @Override
            public boolean end() throws IOException, InterruptedException {
                return course.end();
            }

            @Override
            public void signalAll(String signal) {}

            @Override
            public boolean signalGroup(String signal) {
                return false;
            }
        };
        String ended = FakeEngine.json(200, "{\"Running\":false,\"ExitCode\":0,\"Pid\":77}");
        try (FakeEngine engine = new FakeEngine(folder, (line, connection) -> ended);
                DockerContainers containers =
                        new DockerContainers("local", engine.address, Optional.empty(), Optional.empty());
                EngineHttp http = new EngineHttp(engine.address)) {
            return new ExecEnding(
                            containers,
                            new Execs(http, EngineLibrary.over(http)),
                            FakeContainers.web(),
                            "tag",
                            "e1",
                            processes,
                            patience)
                    .run();
        }
    }

    @Test
    void whoeverIsInterruptedEndsItAllTheSame() throws Exception {
        Thread.currentThread().interrupt();
        boolean gone = run(ExecEnding.PATIENCE, () -> !Thread.currentThread().isInterrupted());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(gone).isTrue();
    }

    @Test
    void anEndThatTakesTooLongMayHaveLeftProcesses() throws Exception {
        assertThat(run(Duration.ofMillis(100), () -> {
                    Thread.sleep(Duration.ofSeconds(2));
                    return true;
                }))
                .isFalse();
    }
}
