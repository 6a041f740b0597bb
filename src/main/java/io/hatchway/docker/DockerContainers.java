package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import io.hatchway.container.Container;
import io.hatchway.container.ContainerEvent;
import io.hatchway.container.Containers;
import io.hatchway.container.EngineException;
import io.hatchway.container.EngineException.Kind;
import io.hatchway.container.Launch;
import io.hatchway.container.Program;
import io.hatchway.container.Size;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The containers of one Docker Engine. */
public final class DockerContainers implements Containers, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DockerContainers.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_LINKS = 16;
    private static final int RESIZE_TRIES = 10;
    private static final Duration RESIZE_PAUSE = Duration.ofMillis(20);
    private static final double API_WITH_CONSOLE_SIZE = 1.42;
    /**
     * Detaching cannot be switched off: left empty, the engine swallows Ctrl-P Ctrl-Q (moby#32895). The engine holds back
     * a first key that matches until the next one comes, so it is the one that is missed least for a moment: NUL.
     */
    private static final String DETACH_KEYS = "ctrl-@,ctrl-^,ctrl-@,ctrl-_,ctrl-@,ctrl-],ctrl-@,ctrl-^";

    private static final List<String> DEFAULT_PATH =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private final String name;
    private final EngineEndpoint address;
    private final EngineHttp http;
    private final DockerClient docker;
    private final HelperContainers helpers;
    /** Images known to have {@code sh}. What a container lacks is asked again: it may be put there. */
    private final Map<String, Boolean> imagesWithShell = new ConcurrentHashMap<>();

    /**
     * Speaks to nobody yet: an engine that is away now may be back when it is needed.
     *
     * @param name the engine's name in the configuration
     * @param helperImage an image with {@code sh} and {@code grep} whose containers may reach the processes of others;
     *     empty means the gateway's own image when it runs in a container
     */
    public DockerContainers(String name, EngineEndpoint address, Optional<String> helperImage) {
        this.name = name;
        this.address = address;
        this.http = new EngineHttp(address);
        // The address is the transport's business; the library only wants one that parses.
        this.docker = DockerClientImpl.getInstance(
                DefaultDockerClientConfig.createDefaultConfigBuilder()
                        .withDockerHost("unix:///unused")
                        .withDockerTlsVerify(false)
                        .build(),
                http);
        this.helpers = new HelperContainers(docker, helperImage);
    }

    @Override
    public String engine() {
        return name;
    }

    /** Asks the engine for its version: whether it answers, and the first of the classes a login needs. */
    public String version() throws EngineException {
        return call("say its version", () -> docker.versionCmd().exec().getVersion());
    }

    @Override
    public Optional<Container> find(String login) throws EngineException {
        Optional<Container> byName = inspect(login).filter(found -> found.name().equals(login));
        return byName.isPresent() ? byName : findService(login);
    }

    private Optional<Container> findService(String login) throws EngineException {
        int dot = login.indexOf('.');
        if (dot <= 0) {
            return Optional.empty();
        }
        String project = login.substring(0, dot);
        String service = login.substring(dot + 1);
        int last = service.lastIndexOf('.');
        if (last > 0 && service.substring(last + 1).matches("[1-9][0-9]{0,4}")) {
            Optional<Container> numbered =
                    findService(project, service.substring(0, last), Optional.of(service.substring(last + 1)));
            if (numbered.isPresent()) {
                return numbered;
            }
        }
        return findService(project, service, Optional.empty());
    }

    private Optional<Container> findService(String project, String service, Optional<String> number)
            throws EngineException {
        Optional<String> id = call(
                "list its containers",
                () -> ComposeLabels.choose(docker.listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(ComposeLabels.filter(project, service, number))
                        .exec()));
        return id.isPresent() ? inspect(id.get()) : Optional.empty();
    }

    private Optional<Container> inspect(String nameOrId) throws EngineException {
        return call("describe the container " + nameOrId, () -> {
            try {
                return Optional.of(describe(docker.inspectContainerCmd(nameOrId).exec()));
            } catch (NotFoundException missing) {
                return Optional.empty();
            }
        });
    }

    private Container describe(InspectContainerResponse found) {
        InspectContainerResponse.ContainerState state = found.getState();
        Container.State condition = Boolean.TRUE.equals(state.getPaused())
                ? Container.State.PAUSED
                : Boolean.TRUE.equals(state.getRestarting())
                        ? Container.State.RESTARTING
                        : Boolean.TRUE.equals(state.getRunning()) ? Container.State.RUNNING : Container.State.STOPPED;
        String text = condition == Container.State.STOPPED && state.getExitCodeLong() != null
                ? state.getStatus() + " (" + state.getExitCodeLong() + ")"
                : String.valueOf(state.getStatus());
        Map<String, String> labels = found.getConfig().getLabels();
        String[] environment = found.getConfig().getEnv();
        List<String> path = environment == null
                ? DEFAULT_PATH
                : Arrays.stream(environment)
                        .filter(entry -> entry.startsWith("PATH="))
                        .findFirst()
                        .map(entry -> List.of(entry.substring(5).split(":")))
                        .orElse(DEFAULT_PATH);
        Long pid = state.getPidLong();
        return new Container(
                name,
                found.getId(),
                found.getName().replaceFirst("^/", ""),
                found.getImageId(),
                condition,
                text,
                labels == null ? Map.of() : labels,
                path,
                pid == null ? 0 : pid);
    }

    @Override
    public Program start(Container container, Launch launch) throws EngineException {
        List<String> argv = argv(container, launch);
        String execId = createExec(container, launch, argv);
        ExecStream stream = startExec(container, launch, execId);
        DockerProgram program = new DockerProgram(
                this, container, launch, execId, stream, processTree(container, launch.tag(), launch.user()));
        if (launch.pty().isPresent() && !startSaysSize()) {
            resize(execId, launch.pty().get().size());
        }
        return program;
    }

    private List<String> argv(Container container, Launch launch) throws EngineException {
        if (hasShell(container)) {
            boolean fromInside = launch.pty().isPresent() && !startSaysSize();
            return Argv.withShell(
                    launch.command(), launch.pty().filter(pty -> fromInside).map(pty -> pty.size()));
        }
        return Argv.withoutShell(launch.command())
                .orElseThrow(
                        () -> new EngineException(
                                Kind.NOT_FOUND,
                                "The container " + container.name()
                                        + " has no shell (no sh on its PATH). Name a program in it: ssh LOGIN@HOST /path/to/program"));
    }

    private boolean hasShell(Container container) throws EngineException {
        if (imagesWithShell.containsKey(container.imageId())) {
            return true;
        }
        for (String directory : container.path()) {
            if (directory.startsWith("/") && exists(container, directory + "/sh")) {
                imagesWithShell.put(container.imageId(), true);
                return true;
            }
        }
        return false;
    }

    private boolean exists(Container container, String path) throws EngineException {
        try (HttpExchange answer =
                http.send("HEAD", archivePath(container, path), Map.of(), new HttpExchange.Body.None())) {
            return answer.status() == 200;
        } catch (IOException failed) {
            throw away("look for a shell", failed);
        }
    }

    private static String archivePath(Container container, String path) {
        return "/containers/" + container.id() + "/archive?path=" + URLEncoder.encode(path, UTF_8);
    }

    /** Engines from API 1.42 on take the terminal's size with the start call; older ones are told from inside. */
    private boolean startSaysSize() {
        try {
            return Double.parseDouble(http.apiVersion()) >= API_WITH_CONSOLE_SIZE;
        } catch (NumberFormatException notSaid) {
            return false;
        }
    }

    private String createExec(Container container, Launch launch, List<String> argv) throws EngineException {
        ObjectNode request = JSON.createObjectNode()
                .put("AttachStdin", true)
                .put("AttachStdout", true)
                .put("AttachStderr", true)
                .put("Tty", launch.pty().isPresent())
                .put("DetachKeys", DETACH_KEYS);
        launch.user().ifPresent(user -> request.put("User", user));
        ArrayNode environment = request.putArray("Env");
        launch.environment().forEach((key, value) -> environment.add(key + "=" + value));
        launch.pty().ifPresent(pty -> environment.add("TERM=" + pty.term()));
        environment.add(Launch.TAG + "=" + launch.tag());
        ArrayNode words = request.putArray("Cmd");
        argv.forEach(words::add);
        try (HttpExchange answer = post("/containers/" + container.id() + "/exec", request, false)) {
            JsonNode body = JSON.readTree(answer.body());
            if (answer.status() != 201) {
                throw refused(container, launch, answer.status(), body);
            }
            return body.path("Id").asText();
        } catch (EngineException refused) {
            throw refused;
        } catch (IOException failed) {
            throw away("prepare the program", failed);
        }
    }

    private ExecStream startExec(Container container, Launch launch, String execId) throws EngineException {
        ObjectNode request = JSON.createObjectNode()
                .put("Detach", false)
                .put("Tty", launch.pty().isPresent());
        if (startSaysSize()) {
            launch.pty()
                    .ifPresent(pty -> request.putArray("ConsoleSize")
                            .add(pty.size().rows())
                            .add(pty.size().columns()));
        }
        try {
            HttpExchange answer = post("/exec/" + execId + "/start", request, true);
            if (answer.status() == 101 || answer.status() == 200) {
                return new ExecStream(answer, launch.pty().isEmpty());
            }
            try (answer) {
                throw refused(container, launch, answer.status(), JSON.readTree(answer.body()));
            }
        } catch (EngineException refused) {
            throw refused;
        } catch (IOException failed) {
            throw away("start the program", failed);
        }
    }

    private HttpExchange post(String path, ObjectNode request, boolean upgrade) throws IOException {
        Map<String, String> headers = upgrade
                ? Map.of("Content-Type", "application/json", "Connection", "Upgrade", "Upgrade", "tcp")
                : Map.of("Content-Type", "application/json", "Connection", "close");
        return http.send(
                "POST", path, headers, new HttpExchange.Body.Bytes(ByteBuffer.wrap(JSON.writeValueAsBytes(request))));
    }

    private EngineException refused(Container container, Launch launch, int status, JsonNode body) {
        String report = body.path("message").asText("it answered " + status);
        if (status == 404 || status == 409) {
            return new EngineException(
                    Kind.STATE, "The container " + container.name() + " cannot be entered: " + report + ".");
        }
        var explained = StartFailure.explain(launch, container, 126, report);
        return new EngineException(explained.code() == 127 ? Kind.NOT_FOUND : Kind.REQUEST, explained.reason());
    }

    ProcessTree processTree(Container container, String tag, Optional<String> user) {
        Optional<ProcessTree> onThisHost =
                address instanceof EngineEndpoint.Unix ? HostProcesses.of(container, tag) : Optional.empty();
        return onThisHost.orElseGet(() -> new ScriptedProcesses(
                tag,
                user,
                (argv, as) ->
                        helpers.available() ? helpers.run(container.id(), argv) : runInside(container, argv, as)));
    }

    /** Runs a short program in the container, without a tag, and returns the first of what it prints. */
    private String runInside(Container container, List<String> argv, Optional<String> user) throws IOException {
        ObjectNode request = JSON.createObjectNode().put("AttachStdout", true).put("AttachStderr", true);
        user.ifPresent(as -> request.put("User", as));
        ArrayNode words = request.putArray("Cmd");
        argv.forEach(words::add);
        String execId;
        try (HttpExchange answer = post("/containers/" + container.id() + "/exec", request, false)) {
            JsonNode body = JSON.readTree(answer.body());
            if (answer.status() != 201) {
                throw new IOException(body.path("message").asText("the engine answered " + answer.status()));
            }
            execId = body.path("Id").asText();
        }
        ObjectNode start = JSON.createObjectNode().put("Detach", false).put("Tty", false);
        try (HttpExchange answer = post("/exec/" + execId + "/start", start, true);
                ExecStream stream = new ExecStream(answer, true)) {
            BoundedOutput output = new BoundedOutput();
            stream.copyTo(output, OutputStream.nullOutputStream());
            if (exec(execId).neverRan()) {
                throw new IOException("the container's shell cannot be run: " + output.text());
            }
            return output.text();
        }
    }

    ExecRecord exec(String execId) throws IOException {
        try {
            InspectExecResponse found = docker.inspectExecCmd(execId).exec();
            Long code = found.getExitCodeLong();
            Long pid = found.getPidLong();
            boolean running = Boolean.TRUE.equals(found.isRunning());
            return new ExecRecord(
                    running,
                    pid == null ? 0 : pid,
                    code == null || running ? OptionalInt.empty() : OptionalInt.of(code.intValue()));
        } catch (RuntimeException failed) {
            // Its own exceptions, and plain ones around a connection that broke within an answer.
            throw new IOException(failed);
        }
    }

    void resize(String execId, Size size) {
        for (int attempt = 1; ; attempt++) {
            try {
                docker.resizeExecCmd(execId)
                        .withSize(size.rows(), size.columns())
                        .exec();
                return;
            } catch (DockerException | UncheckedIOException notYet) {
                // The engine refuses while the program is not quite started.
                if (attempt == RESIZE_TRIES) {
                    LOG.debug("exec {} was not resized", execId, notYet);
                    return;
                }
            }
            try {
                Thread.sleep(RESIZE_PAUSE);
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Why programs in this container have come to an end together; empty while it runs as it did. */
    Optional<String> goneReason(Container then) {
        try {
            Optional<Container> now = inspect(then.id());
            if (now.isEmpty() || now.get().stateText().startsWith("removing")) {
                return Optional.of("The container " + then.name() + " was removed.");
            }
            if (now.get().hostPid() != then.hostPid()) {
                return Optional.of(
                        now.get().state() == Container.State.RUNNING
                                ? "The container " + then.name() + " was restarted."
                                : "The container " + then.name() + " was stopped: "
                                        + now.get().stateText() + ".");
            }
            return Optional.empty();
        } catch (EngineException away) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<byte[]> readFile(Container container, String path, int limit) throws EngineException {
        String at = path;
        for (int links = 0; links < MAX_LINKS; links++) {
            try (HttpExchange answer = http.send(
                    "GET", archivePath(container, at), Map.of("Connection", "close"), new HttpExchange.Body.None())) {
                if (answer.status() == 404) {
                    return Optional.empty();
                }
                if (answer.status() != 200) {
                    throw new EngineException(
                            Kind.REFUSED,
                            "The engine would not read " + path + " in " + container.name() + ": "
                                    + JSON.readTree(answer.body())
                                            .path("message")
                                            .asText());
                }
                try (TarArchiveInputStream tar = new TarArchiveInputStream(answer.body())) {
                    TarArchiveEntry entry = tar.getNextEntry();
                    if (entry != null && entry.isSymbolicLink()) {
                        at = java.nio.file.Path.of(at)
                                .resolveSibling(entry.getLinkName())
                                .normalize()
                                .toString();
                        continue;
                    }
                    if (entry == null || !entry.isFile()) {
                        throw new EngineException(Kind.REQUEST, path + " in " + container.name() + " is not a file.");
                    }
                    byte[] content = tar.readNBytes(limit + 1);
                    if (content.length > limit) {
                        throw new EngineException(
                                Kind.REQUEST,
                                path + " in " + container.name() + " is larger than " + limit + " bytes.");
                    }
                    return Optional.of(content);
                }
            } catch (EngineException said) {
                throw said;
            } catch (IOException failed) {
                throw away("read " + path, failed);
            }
        }
        throw new EngineException(Kind.REQUEST, path + " in " + container.name() + " is a loop of symbolic links.");
    }

    @Override
    public AutoCloseable follow(Consumer<ContainerEvent> listener) {
        return new EventStream(docker, listener);
    }

    @Override
    public boolean sweep(String containerId, String tag) throws EngineException {
        Optional<Container> container = inspect(containerId);
        if (container.isEmpty() || container.get().state() == Container.State.STOPPED) {
            return true;
        }
        try {
            return processTree(container.get(), tag, Optional.empty()).end();
        } catch (IOException failed) {
            throw new EngineException(Kind.REFUSED, "The processes of an earlier session could not be ended.", failed);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        docker.close();
    }

    private interface Call<T> {
        T run();
    }

    private <T> T call(String what, Call<T> call) throws EngineException {
        try {
            return call.run();
        } catch (UncheckedIOException failed) {
            throw away(what, failed);
        } catch (ConflictException conflict) {
            throw new EngineException(
                    Kind.STATE, "The engine could not " + what + ": " + conflict.getMessage(), conflict);
        } catch (DockerException refused) {
            throw new EngineException(
                    Kind.REFUSED, "The engine could not " + what + ": " + refused.getMessage(), refused);
        } catch (RuntimeException failed) {
            // The library wraps a broken connection within an answer in plain RuntimeExceptions.
            if (failed.getCause() instanceof IOException broken) {
                throw away(what, broken);
            }
            throw failed;
        }
    }

    private EngineException away(String what, Exception cause) {
        return new EngineException(
                Kind.AWAY,
                "The engine '" + name + "' could not " + what + ": it does not answer at " + address
                        + ". Log in again when it is back.",
                cause);
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
