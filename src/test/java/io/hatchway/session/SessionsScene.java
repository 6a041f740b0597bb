package io.hatchway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.Policy;
import io.hatchway.access.Restrictions;
import io.hatchway.access.SampleGrants;
import io.hatchway.container.FakeContainers;
import io.hatchway.container.FakeProgram;
import io.hatchway.container.Launch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions over one container that runs, for a client nobody is behind: what differs, each test says. */
@Timeout(20)
abstract class SessionsScene {
    @TempDir
    Path folder;

    final FakeContainers containers = FakeContainers.with(FakeContainers.web());
    final SampleSession client = new SampleSession();
    ContainerSettings settings = new ContainerSettings(List.of(), Optional.empty());
    Handler console = session -> new Exit.Status(42);
    int most = 100;
    Chronicle chronicle = Chronicle.NONE;
    volatile Supplier<Policy> onWatch = () -> policy();
    volatile Policy policy = SampleGrants.policy("web", Restrictions.NONE);
    Optional<Sessions> sessions = Optional.empty();

    Policy policy() {
        return policy;
    }

    Sessions sessions(Duration idleLimit) throws IOException {
        Sessions made = new Sessions(
                containers,
                target -> settings,
                console,
                () -> Thread.currentThread().getName().equals("session-watch") ? onWatch.get() : policy,
                folder.resolve("sessions"),
                new Sessions.Bounds(idleLimit, most),
                chronicle);
        sessions = Optional.of(made);
        return made;
    }

    @AfterEach
    void stop() {
        sessions.ifPresent(Sessions::close);
    }

    Exit serve() throws IOException {
        return sessions(Duration.ZERO).serve(client.make(), exit -> {});
    }

    Launch launched() throws IOException {
        containers.programs.add(new FakeProgram().exits(0));
        assertThat(serve()).isEqualTo(new Exit.Status(0));
        return containers.launches.getFirst();
    }

    static CompletableFuture<Exit> inBackground(Sessions sessions, Session session) {
        CompletableFuture<Exit> exit = new CompletableFuture<>();
        Thread.startVirtualThread(() -> exit.complete(sessions.serve(session, told -> {})));
        return exit;
    }
}
