package io.hatchway.docker;

import static io.hatchway.docker.DockerInventory.encoded;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hatchway.container.Compose;
import io.hatchway.container.Container;
import io.hatchway.container.EngineException;
import io.hatchway.container.EngineException.Kind;
import io.hatchway.container.OneOff;
import io.hatchway.container.OneOffs;
import io.hatchway.container.Program;
import io.hatchway.container.Size;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One-off containers of one Docker Engine. */
final class DockerOneOffs implements OneOffs {
    private static final Logger LOG = LoggerFactory.getLogger(DockerOneOffs.class);
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST_PROCESSES = 4096;
    /** After which an engine has done what nobody waited for. */
    private static final Duration LATE = Duration.ofSeconds(2);

    private final DockerContainers engine;
    private final EngineHttp http;

    DockerOneOffs(DockerContainers engine, EngineHttp http) {
        this.engine = engine;
        this.http = http;
    }

    @Override
    public Container make(OneOff wish) throws EngineException {
        String id;
        try {
            id = created(wish);
        } catch (EngineException failed) {
            if (failed.kind() == Kind.AWAY) {
                // The engine may have heard us, and nobody knows the id.
                Thread.ofVirtual().name("forget " + wish.name()).start(() -> forget(wish));
            }
            throw failed;
        }
        return new Container(
                engine.engine(),
                id,
                wish.name(),
                wish.image(),
                Container.State.STOPPED,
                "created",
                labels(wish),
                List.of(),
                wish.what().user().orElse(""),
                0);
    }

    private String created(OneOff wish) throws EngineException {
        return engine.reach("make a container of " + wish.image(), () -> {
            ByteBuffer body = ByteBuffer.wrap(Refusals.JSON.writeValueAsBytes(request(wish)));
            try (HttpExchange answer = http.send(
                    "POST",
                    "/containers/create?name=" + encoded(wish.name()),
                    Map.of("Connection", "close", "Content-Type", "application/json"),
                    new HttpExchange.Body.Bytes(body),
                    PATIENCE)) {
                byte[] said = answer.body().readNBytes(LONGEST_ANSWER);
                if (answer.status() != 201) {
                    throw Refusals.of("make a container of " + wish.image(), answer.status(), said);
                }
                return Refusals.JSON.readTree(said).path("Id").asText();
            }
        });
    }

    private void forget(OneOff wish) {
        try {
            Thread.sleep(LATE);
            engine.find(wish.name())
                    .filter(found -> wish.life().tag().equals(found.labels().get(OneOff.LABEL)))
                    .ifPresent(found -> remove(found.id()));
        } catch (EngineException stillAway) {
            LOG.warn("a container {} may be left, which never ran", wish.name(), stillAway);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** A one-off is nobody's service, whatever its image says: no login for a service leads to it. */
    private static Map<String, String> labels(OneOff wish) {
        String tag = wish.life().tag();
        return wish.life().removed()
                ? Map.of(OneOff.LABEL, tag, Compose.ONE_OFF, "True")
                : Map.of(OneOff.LABEL, tag, Compose.ONE_OFF, "True", OneOff.KEPT, "true");
    }

    static ObjectNode request(OneOff wish) {
        boolean attached = wish.life().attached();
        OneOff.What what = wish.what();
        ObjectNode request = Refusals.JSON
                .createObjectNode()
                .put("Image", wish.image())
                .put("AttachStdin", attached)
                .put("AttachStdout", attached)
                .put("AttachStderr", attached)
                .put("OpenStdin", attached)
                .put("StdinOnce", attached)
                .put("Tty", wish.pty().isPresent());
        what.user().ifPresent(user -> request.put("User", user));
        what.folder().ifPresent(folder -> request.put("WorkingDir", folder));
        what.entrypoint().ifPresent(program -> request.putArray("Entrypoint").add(program));
        if (!what.words().isEmpty()) {
            ArrayNode words = request.putArray("Cmd");
            what.words().forEach(words::add);
        }
        ArrayNode variables = request.putArray("Env");
        what.environment().forEach((name, value) -> variables.add(name + "=" + value));
        wish.pty().ifPresent(pty -> variables.add("TERM=" + pty.term()));
        ObjectNode labels = request.putObject("Labels");
        labels(wish).forEach(labels::put);
        ObjectNode anonymous = request.putObject("Volumes");
        ObjectNode host = request.putObject("HostConfig");
        ArrayNode binds = host.putArray("Binds");
        for (OneOff.Mount mount : wish.where().mounts()) {
            mount.source()
                    .ifPresentOrElse(
                            source -> binds.add(source + ":" + mount.target() + (mount.readOnly() ? ":ro" : "")),
                            () -> anonymous.putObject(mount.target()));
        }
        confine(wish, host);
        return request;
    }

    private static void confine(OneOff wish, ObjectNode host) {
        host.put("NetworkMode", network(wish.where().network()))
                // An attached one is removed by whoever heard its exit code.
                .put("AutoRemove", wish.life().removed() && !wish.life().attached())
                .put("Init", wish.life().init());
        wish.pty()
                .ifPresent(pty -> host.putArray("ConsoleSize")
                        .add(pty.size().rows())
                        .add(pty.size().columns()));
        if (wish.where().confined()) {
            host.putArray("CapDrop").add("NET_RAW").add("MKNOD").add("AUDIT_WRITE");
            host.putArray("SecurityOpt").add("no-new-privileges");
            host.put("PidsLimit", MOST_PROCESSES);
        }
    }

    private static String network(OneOff.Network network) {
        return switch (network) {
            case OneOff.Network.None() -> "none";
            case OneOff.Network.Host() -> "host";
            case OneOff.Network.Named(String name) -> name;
            case OneOff.Network.Of(String containerId) -> "container:" + containerId;
        };
    }

    @Override
    public Program start(Container made, OneOff wish) throws EngineException {
        try {
            return engine.reach("start " + made.name(), () -> attached(made, wish));
        } catch (EngineException refused) {
            remove(made.id());
            throw refused;
        }
    }

    private Program attached(Container made, OneOff wish) throws IOException {
        HttpExchange answer = http.send(
                "POST",
                "/containers/" + made.id() + "/attach?stream=1&stdin=1&stdout=1&stderr=1&detachKeys="
                        + encoded(Execs.DETACH_KEYS),
                Map.of("Connection", "Upgrade", "Upgrade", "tcp"),
                new HttpExchange.Body.None());
        if (answer.status() != 101 && answer.status() != 200) {
            try (answer) {
                throw Refusals.of(
                        "attach to " + made.name(),
                        answer.status(),
                        answer.body().readNBytes(LONGEST_ANSWER));
            }
        }
        ExecStream stream = new ExecStream(answer, wish.pty().isEmpty());
        try {
            begin(made);
            OneOffProgram program = new OneOffProgram(this, made, wish, stream);
            wish.pty().ifPresent(pty -> program.resize(pty.size()));
            return program;
        } catch (IOException | RuntimeException failed) {
            stream.close();
            throw failed;
        }
    }

    @Override
    public void detach(Container made) throws EngineException {
        try {
            engine.reach("start " + made.name(), () -> {
                begin(made);
                return made;
            });
        } catch (EngineException refused) {
            remove(made.id());
            throw refused;
        }
    }

    private void begin(Container made) throws IOException {
        try (HttpExchange answer = post("/containers/" + made.id() + "/start", PATIENCE)) {
            if (answer.status() >= 300) {
                throw notStarted(made, answer.status(), answer.body().readNBytes(LONGEST_ANSWER));
            }
        }
    }

    /** The engine's words tell a program that cannot be run from an engine that could not. */
    static EngineException notStarted(Container made, int status, byte[] said) {
        EngineException refused = Refusals.of("start " + made.name(), status, said);
        String words = refused.sentence().toLowerCase(Locale.ROOT);
        if (words.contains("executable file not found") || words.contains("no such file or directory")) {
            return new EngineException(Kind.NOT_FOUND, refused.sentence());
        }
        return words.contains("permission denied") || words.contains("unable to find user")
                ? new EngineException(Kind.REQUEST, refused.sentence())
                : refused;
    }

    HttpExchange post(String target, Duration patience) throws IOException {
        return http.send("POST", target, Map.of("Connection", "close"), new HttpExchange.Body.None(), patience);
    }

    /** Removes a container, whatever it does; false when it may still be there. */
    boolean remove(String id) {
        try (HttpExchange answer = http.send(
                "DELETE",
                "/containers/" + id + "?force=1&v=1",
                Map.of("Connection", "close"),
                new HttpExchange.Body.None(),
                PATIENCE)) {
            // 409: somebody else is removing it.
            return answer.status() < 300 || answer.status() == 404 || answer.status() == 409;
        } catch (IOException failed) {
            return false;
        }
    }

    void resize(String id, Size size) throws IOException {
        post("/containers/" + id + "/resize?h=" + size.rows() + "&w=" + size.columns(), PATIENCE)
                .close();
    }

    /**
     * Ends what an earlier gateway left running.
     *
     * @return empty where the container was not made for the session of that tag
     */
    Optional<Boolean> sweep(Container found, String tag) {
        if (!tag.equals(found.labels().get(OneOff.LABEL))) {
            return Optional.empty();
        }
        return Optional.of(found.labels().containsKey(OneOff.KEPT) ? kill(found.id()) : remove(found.id()));
    }

    boolean kill(String id) {
        try (HttpExchange answer = post("/containers/" + id + "/kill?signal=KILL", PATIENCE)) {
            // 409: it does not run.
            return answer.status() < 300 || answer.status() == 404 || answer.status() == 409;
        } catch (IOException failed) {
            return false;
        }
    }
}
