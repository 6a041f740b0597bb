package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.container.Container;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Who the users of containers are by number; remembered for a short while, for each is two questions to the engine. */
final class Accounts {
    private static final int LARGEST = 1 << 20;
    private static final int MOST_KNOWN = 1024;
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final ContainerFiles files;
    private final Map<Asked, Known> known = new ConcurrentHashMap<>();

    private record Asked(String containerId, long hostPid, String user) {}

    private record Known(Account account, long since) {}

    Accounts(ContainerFiles files) {
        this.files = files;
    }

    /**
     * Blocks.
     *
     * @param user empty means the image's own
     * @throws IOException when there is no such user, or its files cannot be read
     */
    Account of(Container container, Optional<String> user) throws IOException {
        Asked asked = new Asked(container.id(), container.hostPid(), user.orElse(container.user()));
        Known found = known.get(asked);
        if (found != null && System.nanoTime() - found.since() < FRESH.toNanos()) {
            return found.account();
        }
        Account account = Account.of(asked.user(), text(container, "/etc/passwd"), text(container, "/etc/group"))
                .orElseThrow(() -> new IOException("it has no user '" + asked.user() + "'"));
        if (known.size() >= MOST_KNOWN) {
            known.clear();
        }
        known.put(asked, new Known(account, System.nanoTime()));
        return account;
    }

    private String text(Container container, String path) throws IOException {
        return files.read(container, path, LARGEST)
                .map(bytes -> new String(bytes, UTF_8))
                .orElse("");
    }
}
