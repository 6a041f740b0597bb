package io.hatchway.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hatchway.access.Secret;
import io.hatchway.container.RegistryLogin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The gateway's logins at registries, one for each registry. Read from the disk each time: they are seldom asked for. */
public final class RegistryLogins {
    private static final int MOST = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SealedFile file;

    private RegistryLogins(SealedFile file) {
        this.file = file;
    }

    /** Those kept in a state folder; nothing is read or made yet. */
    public static RegistryLogins in(Path state) {
        return new RegistryLogins(new SealedFile(state.resolve("registries"), state.resolve("registries.key")));
    }

    /**
     * The login at a registry.
     *
     * @throws IOException when they cannot be read; the message is a sentence
     */
    public synchronized Optional<RegistryLogin> find(String registry) throws IOException {
        return Optional.ofNullable(read().get(RegistryLogin.known(registry)));
    }

    /** All of them, by registry. */
    public synchronized List<RegistryLogin> all() throws IOException {
        return List.copyOf(read().values());
    }

    /** Keeps a login, in the place of an earlier one. */
    public synchronized void keep(RegistryLogin login) throws IOException {
        Map<String, RegistryLogin> logins = read();
        logins.put(login.registry(), login);
        if (logins.size() > MOST) {
            throw new IOException("There are " + MOST + " registry logins already. Log out of one first.");
        }
        write(logins);
    }

    /** Forgets a login; false where there was none. */
    public synchronized boolean forget(String registry) throws IOException {
        Map<String, RegistryLogin> logins = read();
        if (logins.remove(RegistryLogin.known(registry)) == null) {
            return false;
        }
        write(logins);
        return true;
    }

    private Map<String, RegistryLogin> read() throws IOException {
        Map<String, RegistryLogin> logins = new TreeMap<>();
        try {
            Optional<byte[]> plain = file.read();
            if (plain.isPresent()) {
                for (Map.Entry<String, JsonNode> entry :
                        JSON.readTree(plain.get()).properties()) {
                    RegistryLogin login = login(entry.getKey(), entry.getValue());
                    logins.putIfAbsent(login.registry(), login);
                }
            }
        } catch (IOException unreadable) {
            throw new IOException(
                    "The registry logins cannot be read: " + unreadable.getMessage()
                            + ". Restore both files, or move both away and log in again.",
                    unreadable);
        }
        return logins;
    }

    private static RegistryLogin login(String registry, JsonNode kept) {
        return new RegistryLogin(
                registry,
                kept.path("user").asText(),
                Secret.of(kept.path("secret").asText().getBytes(UTF_8)),
                kept.path("token").asBoolean());
    }

    private void write(Map<String, RegistryLogin> logins) throws IOException {
        ObjectNode all = JSON.createObjectNode();
        logins.forEach((registry, login) -> all.putObject(registry)
                .put("user", login.user())
                .put("secret", new String(login.secret().bytes(), UTF_8))
                .put("token", login.token()));
        try {
            file.write(JSON.writeValueAsBytes(all));
        } catch (IOException unwritten) {
            throw new IOException(
                    "The registry logins cannot be kept: " + unwritten.getMessage()
                            + ". The state folder must be the gateway's own, and its disk not full.",
                    unwritten);
        }
    }
}
