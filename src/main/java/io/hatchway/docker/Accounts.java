package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.container.Container;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Who the users of containers are by number; remembered for a short while, for each is three questions to the engine. */
final class Accounts {
    private static final int LARGEST = 1 << 20;
    private static final int MOST_KNOWN = 1024;
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ContainerFiles files;
    private final MoreGroups moreGroups;
    private final Map<Asked, Answer> known = new ConcurrentHashMap<>();

    /** The groups that a container's maker gives to all of its programs, by name or number; may block. */
    interface MoreGroups {
        List<String> of(Container container) throws IOException;
    }

    private record Asked(String containerId, long hostPid, String user) {}

    private record Answer(CompletableFuture<Account> account, long since) {
        boolean isFresh() {
            return !account.isCompletedExceptionally() && System.nanoTime() - since < FRESH.toNanos();
        }
    }

    Accounts(ContainerFiles files, MoreGroups moreGroups) {
        this.files = files;
        this.moreGroups = moreGroups;
    }

    /**
     * Blocks; whoever asks the same at the same time waits for the same answer.
     *
     * @param user empty means the image's own
     * @throws IOException when there is no such user, or its files cannot be read
     */
    Account of(Container container, Optional<String> user) throws IOException {
        Asked asked = new Asked(container.id(), container.hostPid(), user.orElse(container.user()));
        if (known.size() >= MOST_KNOWN) {
            known.clear();
        }
        Answer answer = known.compute(
                asked,
                (same, before) -> before != null && before.isFresh()
                        ? before
                        : new Answer(asking(container, asked.user()), System.nanoTime()));
        return Relay.await(answer.account(), PATIENCE);
    }

    private CompletableFuture<Account> asking(Container container, String user) {
        CompletableFuture<Account> account = new CompletableFuture<>();
        Thread.ofVirtual().name("account in " + container.name()).start(() -> {
            try {
                account.complete(Account.of(
                                user,
                                text(container, "/etc/passwd"),
                                text(container, "/etc/group"),
                                moreGroups.of(container))
                        .orElseThrow(() -> new IOException("it has no user '" + user + "'")));
            } catch (IOException | RuntimeException failed) {
                account.completeExceptionally(failed);
            }
        });
        return account;
    }

    private String text(Container container, String path) throws IOException {
        return files.read(container, path, LARGEST)
                .map(bytes -> new String(bytes, UTF_8))
                .orElse("");
    }
}
