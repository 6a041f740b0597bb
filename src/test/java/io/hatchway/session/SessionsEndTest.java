package io.hatchway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.Policy;
import io.hatchway.access.Restrictions;
import io.hatchway.access.SampleGrants;
import io.hatchway.container.ContainerEvent;
import io.hatchway.container.FakeProgram;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What ends sessions, and what does not. */
@Timeout(20)
final class SessionsEndTest extends SessionsScene {
    @Test
    void aSessionThatRunsIsCounted() throws Exception {
        Sessions all = sessions(Duration.ZERO);
        CompletableFuture<Exit> exit = inBackground(all, client.make());
        FakeProgram program = containers.started.take();
        assertThat(all.count()).isOne();
        program.exits(0);
        exit.get(5, TimeUnit.SECONDS);
        Eventually.holds(() -> all.count() == 0);
    }

    @Test
    void anIdleSessionIsEndedAndToldSo() throws Exception {
        CompletableFuture<Exit> exit = inBackground(sessions(Duration.ofMillis(100)), client.make());
        assertThat(exit.get(5, TimeUnit.SECONDS)).isInstanceOf(Exit.Signal.class);
        assertThat(client.err()).contains("idle for too long");
    }

    @Test
    void aSessionWhoseKeyIsRevokedIsEnded() throws Exception {
        CompletableFuture<Exit> exit = inBackground(sessions(Duration.ZERO), client.make());
        FakeProgram program = containers.started.take();
        policy = Policy.EMPTY;
        assertThat(exit.get(5, TimeUnit.SECONDS)).isInstanceOf(Exit.Signal.class);
        assertThat(program.ended.getCount()).isZero();
    }

    private static Restrictions forcing(String command) {
        return SampleGrants.restrictions(Optional.of(command), Map.of(), true);
    }

    @Test
    void aShellWhoseLineGetsACommandIsEnded() throws Exception {
        client.shell(Optional.empty());
        CompletableFuture<Exit> exit = inBackground(sessions(Duration.ZERO), client.make());
        FakeProgram program = containers.started.take();
        policy = SampleGrants.policy("web", forcing("backup"));
        assertThat(exit.get(5, TimeUnit.SECONDS)).isInstanceOf(Exit.Signal.class);
        assertThat(client.err()).contains("or not for what it does here");
        assertThat(program.ended.getCount()).isZero();
    }

    @Test
    void aConsoleWhoseLineGetsACommandIsEnded() throws Exception {
        console = session -> {
            new CountDownLatch(1).await();
            return new Exit.Status(0);
        };
        policy = SampleGrants.policy("admin", Restrictions.NONE);
        client.login("admin").shell(Optional.empty());
        Sessions all = sessions(Duration.ZERO);
        CompletableFuture<Exit> exit = inBackground(all, client.make());
        Eventually.holds(() -> !all.begun().isEmpty());
        policy = SampleGrants.policy("admin", forcing("ps"));
        assertThat(exit.get(5, TimeUnit.SECONDS)).isInstanceOf(Exit.Signal.class);
    }

    @Test
    void aLineThatGetsACommandBeforeTheContainerIsEnteredStartsNothingElse() throws IOException {
        client.shell(Optional.empty());
        policy = SampleGrants.policy("web", forcing("backup"));
        assertThat(serve()).isEqualTo(Exit.REFUSED);
        assertThat(client.err()).contains("has changed: it runs one command");
        assertThat(containers.launches).isEmpty();
    }

    @Test
    void aShutdownLetsSessionsFinishWithinTheGrace() throws Exception {
        Sessions all = sessions(Duration.ZERO);
        CompletableFuture<Exit> exit = inBackground(all, client.make());
        FakeProgram program = containers.started.take();
        Thread.startVirtualThread(() -> program.exits(4));
        all.shutdown(Duration.ofSeconds(10));
        assertThat(exit.get(5, TimeUnit.SECONDS)).isEqualTo(new Exit.Status(4));
    }

    @Test
    void aShutdownEndsWhatIsLeftAfterTheGrace() throws Exception {
        Sessions all = sessions(Duration.ZERO);
        CompletableFuture<Exit> exit = inBackground(all, client.make());
        FakeProgram program = containers.started.take();
        all.shutdown(Duration.ZERO);
        assertThat(exit.get(5, TimeUnit.SECONDS)).isInstanceOf(Exit.Signal.class);
        assertThat(program.ended.getCount()).isZero();
    }

    @Test
    void afterAShutdownNothingBegins() throws Exception {
        Sessions all = sessions(Duration.ZERO);
        all.shutdown(Duration.ZERO);
        assertThat(all.serve(client.make(), exit -> {})).isInstanceOf(Exit.Signal.class);
        assertThat(containers.launches).isEmpty();
    }

    @Test
    void newsOfAContainerWaitsForTheRecord() throws Exception {
        chronicle = new Chronicle() {
            @Override
            public Entry begin(Session session) throws InterruptedException {
                containers.listeners.forEach(
                        listener -> listener.accept(new ContainerEvent.Paused(session.containerId())));
                Thread.sleep(200);
                return new Entry() {};
            }

            @Override
            public Entry beginUnrecorded(Session session) {
                throw new AssertionError("it can be recorded");
            }

            @Override
            public void refused(Session session, String reason, Exit exit) {
                throw new AssertionError(reason);
            }
        };
        launched();
        assertThat(client.err()).isEmpty();
    }

    @Test
    void aFaultOverOneSessionDoesNotKeepTheWatchFromTheOthers() throws Exception {
        Sessions all = sessions(Duration.ZERO);
        List<CompletableFuture<Exit>> exits =
                List.of(inBackground(all, client.make()), inBackground(all, new SampleSession().make()));
        containers.started.take();
        containers.started.take();
        AtomicLong asked = new AtomicLong();
        onWatch = () -> {
            // The first question of each round fails.
            long before = asked.getAndSet(System.nanoTime());
            if (before == 0
                    || System.nanoTime() - before > Duration.ofMillis(500).toNanos()) {
                throw new IllegalStateException("a bug");
            }
            return Policy.EMPTY;
        };
        assertThat(CompletableFuture.anyOf(exits.get(0), exits.get(1)).get(8, TimeUnit.SECONDS))
                .isInstanceOf(Exit.Signal.class);
    }

    @Test
    void anErrorOverASessionDoesNotEndTheWatch() throws Exception {
        Sessions all = sessions(Duration.ZERO);
        CompletableFuture<Exit> exit = inBackground(all, client.make());
        containers.started.take();
        AtomicLong asked = new AtomicLong();
        onWatch = () -> {
            if (asked.getAndIncrement() == 0) {
                throw new StackOverflowError("a bug");
            }
            return Policy.EMPTY;
        };
        assertThat(exit.get(8, TimeUnit.SECONDS)).isInstanceOf(Exit.Signal.class);
    }
}
