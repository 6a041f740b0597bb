package io.hatchway.docker;

import static io.hatchway.docker.DockerInventory.encoded;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hatchway.access.Secret;
import io.hatchway.container.EngineException;
import io.hatchway.container.ImageReference;
import io.hatchway.container.Images;
import io.hatchway.container.RegistryLogin;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The images of one Docker Engine, on a connection of its own for each call. */
final class DockerImages implements Images {
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final int BUFFER = 64 * 1024;
    /** A registry may take its time before it says anything. */
    private static final Duration REGISTRY_PATIENCE = Duration.ofMinutes(5);
    /** What a client sends over a slow line is taken in before the engine answers. */
    private static final Duration UPLOAD_PATIENCE = Duration.ofHours(12);

    private static final String AUTH = "X-Registry-Auth";

    private final DockerContainers engine;
    private final EngineHttp http;

    DockerImages(DockerContainers engine, EngineHttp http) {
        this.engine = engine;
        this.http = http;
    }

    @Override
    public void pull(ImageReference image, Optional<RegistryLogin> login, Sink sink)
            throws EngineException, InterruptedException {
        // A digest goes where a tag would; without either the engine would take every tag there is.
        ImageReference one = image.tagged();
        String version = one.digest().or(one::tag).orElseThrow();
        follow(
                "pull " + image,
                "/images/create?fromImage=" + encoded(one.repository()) + "&tag=" + encoded(version),
                headers(login),
                new HttpExchange.Body.None(),
                REGISTRY_PATIENCE,
                sink);
    }

    @Override
    public void push(ImageReference image, Optional<RegistryLogin> login, Sink sink)
            throws EngineException, InterruptedException {
        ImageReference one = image.tagged();
        follow(
                "push " + image,
                "/images/" + path(one.repository()) + "/push?tag="
                        + encoded(one.tag().orElse("")),
                headers(login),
                new HttpExchange.Body.None(),
                REGISTRY_PATIENCE,
                sink);
    }

    /** A repository's name with its slashes, which are the target's as well. */
    private static String path(String repository) {
        return encoded(repository).replace("%2F", "/");
    }

    @Override
    public void tag(String imageId, ImageReference name) throws EngineException {
        String what = "give the name " + name;
        String target = "/images/" + encoded(imageId) + "/tag?repo=" + encoded(name.repository()) + "&tag="
                + encoded(name.tagged().tag().orElse(""));
        engine.reach(what, () -> {
            try (HttpExchange answer =
                    http.send("POST", target, Map.of("Connection", "close"), new HttpExchange.Body.None())) {
                if (answer.status() != 201) {
                    throw Refusals.of(what, answer.status(), answer.body().readNBytes(LONGEST_ANSWER));
                }
                return answer.status();
            }
        });
    }

    @Override
    public void build(Build wish, InputStream context, Sink sink) throws EngineException, InterruptedException {
        StringBuilder target = new StringBuilder("/build?rm=1&forcerm=1&version=1&dockerfile=")
                .append(encoded(wish.file()))
                .append("&buildargs=")
                .append(encoded(Refusals.JSON
                        .valueToTree(new TreeMap<>(wish.arguments()))
                        .toString()));
        wish.names().forEach(name -> target.append("&t=").append(encoded(name.toString())));
        wish.target().ifPresent(stage -> target.append("&target=").append(encoded(stage)));
        target.append(wish.fresh() ? "&nocache=1" : "").append(wish.pull() ? "&pull=1" : "");
        ObjectNode logins = Refusals.JSON.createObjectNode();
        for (RegistryLogin login : wish.logins()) {
            logins.set(isAtDefault(login) ? defaultRegistry() : login.registry(), json(login));
        }
        Map<String, String> headers =
                Map.of("Connection", "close", "Content-Type", "application/x-tar", "X-Registry-Config", base64(logins));
        follow("build it", target.toString(), headers, new HttpExchange.Body.Stream(context), UPLOAD_PATIENCE, sink);
    }

    /** Where this engine looks for the login at its default registry when it builds. */
    private String defaultRegistry() throws EngineException {
        String what = "say which its default registry is";
        return engine.reach(what, () -> {
            try (HttpExchange answer =
                    http.send("GET", "/info", Map.of("Connection", "close"), new HttpExchange.Body.None())) {
                byte[] said = answer.body().readNBytes(LONGEST_ANSWER);
                if (answer.status() != 200) {
                    throw Refusals.of(what, answer.status(), said);
                }
                return Refusals.JSON.readTree(said).path("IndexServerAddress").asText();
            }
        });
    }

    private static boolean isAtDefault(RegistryLogin login) {
        return login.registry().equals(RegistryLogin.DEFAULT);
    }

    @Override
    public void load(InputStream archive, Sink sink) throws EngineException, InterruptedException {
        // Quiet: an engine that tells while it takes in waits for a reader, and nobody reads before all is sent.
        follow(
                "load the archive",
                "/images/load?quiet=1",
                Map.of("Connection", "close", "Content-Type", "application/x-tar"),
                new HttpExchange.Body.Stream(archive),
                UPLOAD_PATIENCE,
                sink);
    }

    @Override
    public void save(List<String> names, OutputStream out) throws EngineException, InterruptedException {
        String what = "save " + String.join(", ", names);
        String query = names.stream().map(name -> "names=" + encoded(name)).collect(Collectors.joining("&"));
        Interruption.of(what, engine, () -> {
            try (HttpExchange answer = http.send(
                            "GET",
                            "/images/get?" + query,
                            Map.of("Connection", "close"),
                            new HttpExchange.Body.None(),
                            REGISTRY_PATIENCE);
                    InputStream body = answer.body()) {
                if (answer.status() != 200) {
                    throw Refusals.of(what, answer.status(), body.readNBytes(LONGEST_ANSWER));
                }
                byte[] buffer = new byte[BUFFER];
                for (int count; (count = body.read(buffer)) >= 0; ) {
                    deliver(out, buffer, count);
                }
            }
        });
    }

    /** The client's refusal is not the engine's failure. */
    private static void deliver(OutputStream out, byte[] buffer, int count) throws InterruptedException {
        try {
            out.write(buffer, 0, count);
        } catch (IOException refused) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw new UncheckedIOException(refused);
        }
    }

    @Override
    public RegistryLogin check(RegistryLogin login) throws EngineException {
        String what = "log in at the registry " + login.registry();
        Map<String, String> headers = Map.of("Connection", "close", "Content-Type", "application/json");
        return engine.reach(what, () -> {
            ByteBuffer body = ByteBuffer.wrap(Refusals.JSON.writeValueAsBytes(json(login)));
            try (HttpExchange answer =
                    http.send("POST", "/auth", headers, new HttpExchange.Body.Bytes(body), REGISTRY_PATIENCE)) {
                byte[] said = answer.body().readNBytes(LONGEST_ANSWER);
                if (answer.status() == 204) {
                    return login;
                }
                if (answer.status() != 200) {
                    throw Refusals.of(what, answer.status(), said);
                }
                JsonNode token = Refusals.JSON.readTree(said).path("IdentityToken");
                return token.asText().isEmpty()
                        ? login
                        : new RegistryLogin(
                                login.registry(),
                                login.user(),
                                Secret.of(token.asText().getBytes(UTF_8)),
                                true);
            }
        });
    }

    private void follow(
            String what,
            String target,
            Map<String, String> headers,
            HttpExchange.Body body,
            Duration patience,
            Sink sink)
            throws EngineException, InterruptedException {
        Interruption.of(what, engine, () -> {
            try (HttpExchange answer = http.send("POST", target, headers, body, patience);
                    InputStream said = answer.body()) {
                if (answer.status() != 200) {
                    throw Refusals.of(what, answer.status(), said.readNBytes(LONGEST_ANSWER));
                }
                ImageStream.read(said, what, sink);
            }
        });
    }

    private static Map<String, String> headers(Optional<RegistryLogin> login) {
        JsonNode shown = login.map(DockerImages::json).orElseGet(Refusals.JSON::createObjectNode);
        return Map.of("Connection", "close", AUTH, base64(shown));
    }

    private static String base64(JsonNode shown) {
        return Base64.getUrlEncoder().encodeToString(shown.toString().getBytes(UTF_8));
    }

    private static ObjectNode json(RegistryLogin login) {
        String secret = new String(login.secret().bytes(), UTF_8);
        ObjectNode shown = Refusals.JSON.createObjectNode();
        if (login.token()) {
            shown.put("identitytoken", secret);
        } else {
            shown.put("username", login.user()).put("password", secret);
        }
        // Without an address the engine takes its default registry.
        return isAtDefault(login) ? shown : shown.put("serveraddress", login.registry());
    }
}
