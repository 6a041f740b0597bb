package io.hatchway.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hatchway.container.Command;
import io.hatchway.container.Container;
import io.hatchway.container.ContainerSummary;
import io.hatchway.container.EngineException;
import io.hatchway.container.EngineException.Kind;
import io.hatchway.container.FakeContainers;
import io.hatchway.container.ImageReference;
import io.hatchway.container.Launch;
import io.hatchway.container.Outcome;
import io.hatchway.container.Program;
import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class DockerContainersTest {
    private static final String DESCRIPTION = """
            {"Id":"0123456789abcdef","Name":"/web","Image":"sha256:1","Config":{"Labels":{"a":"b"},"Env":["PATH=/a:/b"]},
             "State":{"Status":"running","Running":true,"Paused":false,"Restarting":false,"Pid":4242,"ExitCode":0}}\
            """;

    @TempDir
    Path folder;

    private FakeEngine engine(FakeEngine.Answers answers) throws IOException {
        return new FakeEngine(folder, answers);
    }

    private static DockerContainers over(FakeEngine engine) {
        return new DockerContainers("local", engine.address, Optional.empty());
    }

    private static Launch launch(Optional<Pty> pty) {
        return new Launch(new Command.Line("id"), Map.of("A", "b"), Optional.of("app"), pty, "tag");
    }

    @Test
    void aLabelOfAnyLengthHidesNoContainer() throws Exception {
        String list = "[{\"Id\":\"1\",\"Names\":[\"/hog\"],\"Labels\":{\"x\":\"" + "y".repeat(21_000_000) + "\",\""
                + "z".repeat(200_000) + "\":\"\"}},{\"Id\":\"2\",\"Names\":[\"/web\"],\"Labels\":{}}]";
        try (FakeEngine engine = engine((line, connection) -> FakeEngine.json(200, list))) {
            assertThat(over(engine).inventory().containers())
                    .extracting(ContainerSummary::name)
                    .containsExactly("hog", "web");
        }
    }

    @Test
    void anAnswerThatCannotBeReadIsNotAnEngineThatIsAway() throws Exception {
        try (FakeEngine engine = engine((line, connection) -> FakeEngine.json(200, "[{\"Id\":nonsense}]"))) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> over(engine).inventory().containers())
                    .satisfies(failed -> assertThat(failed.kind()).isEqualTo(Kind.REFUSED))
                    .withMessageContaining("what it answered cannot be read");
        }
    }

    /** Starts a program; how the exec is described afterwards is the test's. */
    private static String startable(String requestLine, String description) {
        if (requestLine.startsWith("HEAD")) {
            return "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\n\r\n";
        }
        if (requestLine.contains("/start")) {
            return "HTTP/1.1 101 UPGRADED\r\n\r\n\1\0\0\0\0\0\0\2hi";
        }
        return requestLine.startsWith("POST") ? FakeEngine.json(201, "{\"Id\":\"e1\"}") : description;
    }

    @Test
    void aContainerIsFoundByItsName() throws Exception {
        try (FakeEngine engine = engine((line, connection) -> FakeEngine.json(200, DESCRIPTION));
                DockerContainers containers = over(engine)) {
            Container found = containers.find("web").orElseThrow();
            assertThat(found.path()).isEqualTo(List.of("/a", "/b"));
            assertThat(found.state()).isEqualTo(Container.State.RUNNING);
            assertThat(found.hostPid()).isEqualTo(4242);
        }
    }

    @Test
    void anIdIsNoName() throws Exception {
        try (FakeEngine engine = engine((line, connection) -> FakeEngine.json(200, DESCRIPTION));
                DockerContainers containers = over(engine)) {
            assertThat(containers.find("0123456789ab")).isEmpty();
        }
    }

    @Test
    void theGatewaysOwnContainerIsNotThere() throws Exception {
        try (FakeEngine engine = engine((line, connection) -> FakeEngine.json(200, DESCRIPTION));
                DockerContainers containers = new DockerContainers(
                        "local", engine.address, Optional.empty(), Optional.of("0123456789abcdef"))) {
            assertThat(containers.find("web")).isEmpty();
        }
    }

    @Test
    void aHelperContainerIsNotThere() throws Exception {
        String helper = DESCRIPTION.replace("\"a\":\"b\"", "\"hatchway.helper\":\"processes\"");
        try (FakeEngine engine = engine((line, connection) -> FakeEngine.json(200, helper));
                DockerContainers containers = over(engine)) {
            assertThat(containers.find("web")).isEmpty();
        }
    }

    @Test
    void whatTheEngineDoesNotKnowIsNotThere() throws Exception {
        try (FakeEngine engine = engine((line, connection) -> FakeEngine.json(404, "{\"message\":\"no\"}"));
                DockerContainers containers = over(engine)) {
            assertThat(containers.find("web")).isEmpty();
        }
    }

    @Test
    void anEngineThatDoesNotListenIsAway() throws Exception {
        try (DockerContainers containers =
                new DockerContainers("local", new EngineEndpoint.Unix(folder.resolve("no.sock")), Optional.empty())) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> containers.find("web"))
                    .satisfies(away -> assertThat(away.kind()).isEqualTo(Kind.AWAY));
        }
    }

    private static String neverAnswered(SocketChannel connection, CountDownLatch asked) throws IOException {
        asked.countDown();
        connection.read(ByteBuffer.allocate(1));
        return "";
    }

    @Test
    void anEngineThatAnInterruptedThreadDoesNotWaitForIsNotAway() throws Exception {
        ImageReference name = ImageReference.parse("a:b").orElseThrow();
        List<Asking> calls = List.of(
                containers -> containers.inventory().containers(),
                containers -> containers.images().tag("0123", name),
                containers -> containers.find("web"));
        for (Asking call : calls) {
            CountDownLatch asked = new CountDownLatch(1);
            AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
            Path place = Files.createTempDirectory(folder, "e");
            try (FakeEngine engine = new FakeEngine(place, (line, connection) -> neverAnswered(connection, asked));
                    DockerContainers containers = over(engine)) {
                Thread caller = Thread.ofPlatform().start(() -> {
                    try {
                        call.of(containers);
                    } catch (EngineException failed) {
                        end.set(catchThrowable(failed::throwIfInterrupted));
                    }
                });
                asked.await();
                caller.interrupt();
                caller.join();
            }
            assertThat(end.get()).isInstanceOf(InterruptedException.class);
        }
    }

    private interface Asking {
        void of(DockerContainers containers) throws EngineException;
    }

    @Test
    void anAnswerTornInTheMiddleIsAnEngineGoneAway() throws Exception {
        String torn = FakeEngine.json(200, DESCRIPTION);
        try (FakeEngine engine = engine((line, connection) -> torn.substring(0, torn.length() - 40));
                DockerContainers containers = over(engine)) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> containers.find("web"))
                    .satisfies(away -> assertThat(away.kind()).isEqualTo(Kind.AWAY));
        }
    }

    @Test
    void aProgramThatEndedHasItsExitCode() throws Exception {
        String ended = FakeEngine.json(200, "{\"Running\":false,\"ExitCode\":3,\"Pid\":77}");
        try (FakeEngine engine = engine((line, connection) -> startable(line, ended));
                DockerContainers containers = over(engine);
                Program program = containers.start(FakeContainers.web(), launch(Optional.empty()))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            program.copyOutput(out, out);
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("hi");
            assertThat(program.await()).isEqualTo(new Outcome.Exited(3));
        }
    }

    @Test
    void aProgramWhoseVerdictIsTornIsLost() throws Exception {
        String torn =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{\"Running\":fal";
        try (FakeEngine engine = engine((line, connection) -> startable(line, torn));
                DockerContainers containers = over(engine);
                Program program = containers.start(FakeContainers.web(), launch(Optional.empty()))) {
            assertThat(program.await()).isInstanceOf(Outcome.Lost.class);
        }
    }

    @Test
    void aProgramCarriesItsTagAndTheUserAskedFor() throws Exception {
        try (FakeEngine engine = engine((line, connection) -> startable(line, FakeEngine.json(404, "{}")));
                DockerContainers containers = over(engine)) {
            containers.start(FakeContainers.web(), launch(Optional.empty())).close();
            assertThat(engine.requests)
                    .anyMatch(request -> request.contains("\"User\":\"app\"")
                            && request.contains("\"Env\":[\"A=b\",\"HATCHWAY_SESSION=tag\"]"));
        }
    }

    /** Whoever is in a container can put a shell there, and no other container of its image has it. */
    @Test
    void aShellIsLookedForInEachContainer() throws Exception {
        try (FakeEngine engine = engine((line, connection) -> line.startsWith("HEAD") && line.contains("id-of-other")
                        ? "HTTP/1.1 404 Not Found\r\n\r\n"
                        : startable(line, FakeEngine.json(404, "{}")));
                DockerContainers containers = over(engine)) {
            containers.start(FakeContainers.web(), launch(Optional.empty())).close();
            engine.requests.clear();
            Container other = FakeContainers.container("other", Container.State.RUNNING, "running", Map.of());
            containers.start(other, launch(Optional.empty())).close();
            assertThat(engine.requests)
                    .anyMatch(request -> request.contains("\"Cmd\":[\"id\"]"))
                    .noneMatch(request -> request.contains("/exec") && request.contains("\"sh\""));
        }
    }

    @Test
    void anOldEngineIsToldTheSizeFromInside() throws Exception {
        Pty pty = new Pty("xterm", new Size(100, 30));
        try (FakeEngine engine = engine((line, connection) -> startable(line, FakeEngine.json(404, "{}")));
                DockerContainers containers = over(engine)) {
            containers.start(FakeContainers.web(), launch(Optional.of(pty))).close();
            assertThat(engine.requests).anyMatch(request -> request.contains("stty rows 30 cols 100"));
        }
    }

    @Test
    void aContainerThatStoppedMeanwhileIsAMatterOfItsState() throws Exception {
        try (FakeEngine engine = engine((line, connection) -> line.startsWith("POST")
                        ? FakeEngine.json(409, "{\"message\":\"Container is paused\"}")
                        : startable(line, ""));
                DockerContainers containers = over(engine)) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> containers.start(FakeContainers.web(), launch(Optional.empty())))
                    .satisfies(refused -> assertThat(refused.kind()).isEqualTo(Kind.STATE));
        }
    }

    @Test
    void theImagesPathDoesNotChooseWhatRunsAsRoot() throws Exception {
        String running = DESCRIPTION.replace("\"Pid\":4242", "\"Pid\":0");
        String ended = FakeEngine.json(200, "{\"Running\":false,\"ExitCode\":0,\"Pid\":77}");
        try (FakeEngine engine = engine((line, connection) -> line.contains("/start")
                        ? "HTTP/1.1 101 UPGRADED\r\n\r\n"
                        : line.contains("/json") && line.contains("/containers/")
                                ? FakeEngine.json(200, running)
                                : startable(line, ended));
                DockerContainers containers = over(engine)) {
            assertThat(containers.sweep("0123456789abcdef", "tag")).isTrue();
            assertThat(engine.requests)
                    .filteredOn(request -> request.contains("/exec HTTP"))
                    .hasSize(2)
                    .allMatch(request -> request.contains("\"Cmd\":[\"/bin/sh\",")
                            && request.contains("\"PATH=/usr/sbin:/usr/bin:/sbin:/bin:/busybox\",\"LD_PRELOAD=\""));
        }
    }

    /** A program starts a moment after the gateway lost sight of its start. */
    @Test
    void aProgramWhoseStartIsTornIsLookedForUntilTheEngineKnowsItsEnd() throws Exception {
        AtomicInteger execs = new AtomicInteger();
        AtomicInteger looks = new AtomicInteger();
        try (FakeEngine engine = engine((line, connection) -> {
                    if (line.contains("/exec HTTP")) {
                        return FakeEngine.json(201, "{\"Id\":\"e" + execs.incrementAndGet() + "\"}");
                    }
                    if (line.contains("/start")) {
                        return line.contains("/e1/") ? "HTTP/1.1 1" : "HTTP/1.1 101 UPGRADED\r\n\r\n";
                    }
                    String ended = "{\"Running\":false,\"ExitCode\":129,\"Pid\":77}";
                    return startable(
                            line,
                            FakeEngine.json(
                                    200,
                                    !line.contains("/e1/")
                                            ? ended
                                            : switch (looks.getAndIncrement()) {
                                                case 0 -> "{\"Running\":false,\"Pid\":0}";
                                                case 1 -> "{\"Running\":true,\"Pid\":77}";
                                                default -> ended;
                                            }));
                });
                DockerContainers containers = over(engine)) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> containers.start(FakeContainers.web(), launch(Optional.empty())))
                    .satisfies(away -> assertThat(away.kind()).isEqualTo(Kind.AWAY));
            assertThat(looks).hasValue(3);
        }
    }

    @Test
    void aProgramThatOutlivesItsBrokenStreamIsLost() throws Exception {
        String running = FakeEngine.json(200, "{\"Running\":true,\"Pid\":77}");
        try (FakeEngine engine = engine((line, connection) -> line.contains("/start")
                        ? "HTTP/1.1 101 UPGRADED\r\n\r\n\1\0\0\0\0\0\0\7torn"
                        : startable(line, running));
                DockerContainers containers = over(engine);
                Program program = containers.start(FakeContainers.web(), launch(Optional.empty()))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThatExceptionOfType(EOFException.class).isThrownBy(() -> program.copyOutput(out, out));
            assertThat(program.await()).isInstanceOf(Outcome.Lost.class);
        }
    }

    @Test
    void anEndTheLibraryStumblesOverLeavesProcesses() throws Exception {
        String nonsense = FakeEngine.json(200, "[1, 2");
        try (FakeEngine engine = engine((line, connection) -> startable(line, nonsense));
                DockerContainers containers = over(engine);
                Program program = containers.start(FakeContainers.web(), launch(Optional.empty()))) {
            assertThat(program.end()).isFalse();
        }
    }

    @Test
    void aPassingFailureToLookForAShellIsNoMissingShell() throws Exception {
        try (FakeEngine engine = engine((line, connection) ->
                        line.startsWith("HEAD") ? "HTTP/1.1 500 Busy\r\n\r\n" : startable(line, ""));
                DockerContainers containers = over(engine)) {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> containers.start(FakeContainers.web(), launch(Optional.empty())))
                    .satisfies(refused -> assertThat(refused.kind()).isEqualTo(Kind.REFUSED));
        }
    }
}
