package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.exception.DockerException;
import io.hatchway.container.Size;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine's exec calls ({@code /containers/ID/exec}, {@code /exec/ID/...}). All block. */
final class Execs {
    private static final Logger LOG = LoggerFactory.getLogger(Execs.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int RESIZE_TRIES = 10;
    private static final Duration RESIZE_PAUSE = Duration.ofMillis(20);
    private static final Duration OUTPUT_PATIENCE = Duration.ofSeconds(10);
    private static final double API_WITH_CONSOLE_SIZE = 1.42;

    /**
     * Detaching cannot be switched off: left empty, the engine swallows Ctrl-P Ctrl-Q (moby#32895). The engine holds back
     * a first key that matches until the next one comes, so it is the one that is missed least for a moment: NUL.
     */
    static final String DETACH_KEYS = "ctrl-@,ctrl-^,ctrl-@,ctrl-_,ctrl-@,ctrl-],ctrl-@,ctrl-^";

    private static final List<String> TRUSTED_ENVIRONMENT = List.of(
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin:/busybox", "LD_PRELOAD=", "LD_LIBRARY_PATH=", "LD_AUDIT=", "ENV=");

    private final EngineHttp http;
    private final DockerClient docker;
    private final Duration outputPatience;

    Execs(EngineHttp http, DockerClient docker) {
        this(http, docker, OUTPUT_PATIENCE);
    }

    Execs(EngineHttp http, DockerClient docker, Duration outputPatience) {
        this.outputPatience = outputPatience;
        this.http = http;
        this.docker = docker;
    }

    /** The engine answered a call with an error of its own. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        private final int status;

        RefusedException(int status, String report) {
            super(report);
            this.status = status;
        }

        int status() {
            return status;
        }

        String report() {
            return String.valueOf(getMessage());
        }
    }

    /** Whether the engine takes a terminal's size with the start call; older ones must be told from inside. */
    boolean startSaysSize() {
        try {
            return Double.parseDouble(http.apiVersion()) >= API_WITH_CONSOLE_SIZE;
        } catch (NumberFormatException notSaid) {
            return false;
        }
    }

    /** Prepares a program with stdin; returns the exec's id. Its environment never shows in the engine's events. */
    String create(String containerId, List<String> argv, List<String> environment, Optional<String> user, boolean tty)
            throws IOException {
        ObjectNode request =
                request(argv, user).put("AttachStdin", true).put("Tty", tty).put("DetachKeys", DETACH_KEYS);
        ArrayNode variables = request.putArray("Env");
        environment.forEach(variables::add);
        return create(containerId, request);
    }

    private static ObjectNode request(List<String> argv, Optional<String> user) {
        ObjectNode request = JSON.createObjectNode().put("AttachStdout", true).put("AttachStderr", true);
        user.ifPresent(name -> request.put("User", name));
        ArrayNode words = request.putArray("Cmd");
        argv.forEach(words::add);
        return request;
    }

    private String create(String containerId, ObjectNode request) throws IOException {
        try (HttpExchange answer = post("/containers/" + containerId + "/exec", request, "close")) {
            JsonNode body = JSON.readTree(answer.body());
            if (answer.status() != 201) {
                throw refused(answer.status(), body);
            }
            return body.path("Id").asText();
        }
    }

    /** Starts it and takes over its stream. */
    ExecStream start(String execId, Optional<Size> terminal) throws IOException {
        ObjectNode request = JSON.createObjectNode().put("Detach", false).put("Tty", terminal.isPresent());
        if (startSaysSize()) {
            terminal.ifPresent(
                    size -> request.putArray("ConsoleSize").add(size.rows()).add(size.columns()));
        }
        HttpExchange answer = post("/exec/" + execId + "/start", request, "Upgrade");
        if (answer.status() == 101 || answer.status() == 200) {
            return new ExecStream(answer, terminal.isEmpty());
        }
        try (answer) {
            throw refused(answer.status(), JSON.readTree(answer.body()));
        }
    }

    private static RefusedException refused(int status, JsonNode body) {
        return new RefusedException(status, body.path("message").asText("the engine answered " + status));
    }

    private HttpExchange post(String path, ObjectNode request, String connection) throws IOException {
        Map<String, String> headers = connection.equals("Upgrade")
                ? Map.of("Content-Type", "application/json", "Connection", connection, "Upgrade", "tcp")
                : Map.of("Content-Type", "application/json", "Connection", connection);
        ByteBuffer body = ByteBuffer.wrap(JSON.writeValueAsBytes(request));
        return http.send("POST", path, headers, new HttpExchange.Body.Bytes(body));
    }

    /**
     * Runs a short program without stdin and returns the first of what it prints; fails when it takes longer than ten
     * seconds, as one in a paused container would. The container's environment does not
     * choose what it runs or loads: the program may be root's, the environment's folders may be somebody else's.
     */
    String output(String containerId, List<String> argv, Optional<String> user) throws IOException {
        ObjectNode request = request(argv, user);
        ArrayNode variables = request.putArray("Env");
        TRUSTED_ENVIRONMENT.forEach(variables::add);
        String execId = create(containerId, request);
        try (ExecStream stream = start(execId, Optional.empty())) {
            BoundedOutput output = new BoundedOutput();
            ScheduledFuture<?> cutOff = http.cutOff(stream, outputPatience);
            try {
                stream.copyTo(output, OutputStream.nullOutputStream());
            } finally {
                cutOff.cancel(false);
            }
            if (record(execId).neverRan()) {
                throw new IOException("it could not be started: " + output.text());
            }
            return output.text();
        }
    }

    /** What the engine knows of an exec. */
    ExecRecord record(String execId) throws IOException {
        try {
            InspectExecResponse found = docker.inspectExecCmd(execId).exec();
            Long code = found.getExitCodeLong();
            Long pid = found.getPidLong();
            boolean running = Boolean.TRUE.equals(found.isRunning());
            return new ExecRecord(
                    running,
                    pid == null ? 0 : pid,
                    code == null || running ? OptionalInt.empty() : OptionalInt.of(code.intValue()));
        } catch (DockerException | UncheckedIOException failed) {
            throw new IOException(failed);
        } catch (RuntimeException failed) {
            // The library wraps a connection that breaks within an answer in plain RuntimeExceptions.
            if (failed.getCause() instanceof IOException broken) {
                throw broken;
            }
            throw failed;
        }
    }

    /** Sets the size of an exec's terminal; one that has ended has none any more. */
    void resize(String execId, Size size) {
        for (int attempt = 1; attempt <= RESIZE_TRIES; attempt++) {
            try {
                docker.resizeExecCmd(execId)
                        .withSize(size.rows(), size.columns())
                        .exec();
                return;
            } catch (DockerException | UncheckedIOException notYet) {
                // The engine refuses while the program is not quite started.
                LOG.debug("exec {} was not resized", execId, notYet);
            }
            try {
                Thread.sleep(RESIZE_PAUSE);
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Keeps the first 64 KiB. */
    private static final class BoundedOutput extends ByteArrayOutputStream {
        private static final int LIMIT = 64 * 1024;

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, Math.min(length, LIMIT - size()));
        }

        String text() {
            return toString(UTF_8);
        }
    }
}
