package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.container.ContainerSummary;
import io.hatchway.container.EngineEvent;
import io.hatchway.container.EngineException;
import io.hatchway.container.Events;
import io.hatchway.container.FakeInventory;
import io.hatchway.container.LogLine;
import io.hatchway.container.LogQuery;
import io.hatchway.container.Logs;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class LogFollowerTest {
    private static final LogQuery FOLLOWED =
            new LogQuery(true, OptionalInt.empty(), Optional.empty(), Optional.empty(), false);

    private static final EngineEvent START = new EngineEvent(Instant.EPOCH, "container", "start", "web", Map.of());

    @TempDir
    private Path state;

    private SampleConsole console;

    @BeforeEach
    void anEngineWithOneContainer() {
        console = new SampleConsole(state);
        console.inventory.containers.add(FakeInventory.running("web"));
    }

    private final List<String> told = new CopyOnWriteArrayList<>();

    private LogFollower following(Logs logs, Events events) {
        Engine engine = console.engine(logs, events);
        return new LogFollower(
                engine, FOLLOWED, List.of("shop.web"), subject -> true, (sentence, code) -> told.add(sentence));
    }

    private static List<String> all(LogFollower follower) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        for (List<MergedLogs.Entry> due = follower.take(); !due.isEmpty(); due = follower.take()) {
            due.forEach(entry -> lines.add(entry.line().text()));
        }
        return lines;
    }

    @Test
    void aLogThatCannotBeReadIsToldWhileTheOthersAreFollowed() throws Exception {
        console.inventory.containers.add(FakeInventory.running("db"));
        CountDownLatch end = new CountDownLatch(1);
        Logs logs = (id, query, sink) -> {
            if (id.endsWith("db")) {
                throw new EngineException(EngineException.Kind.REFUSED, "Its log is not kept.");
            }
            end.await();
        };
        try (LogFollower follower = following(logs, (since, until, sink) -> {})) {
            follower.begin(console.inventory.containers, true);
            while (told.isEmpty()) {
                Thread.sleep(5);
            }
            assertThat(told).containsExactly("db: Its log is not kept.");
            end.countDown();
            assertThat(all(follower)).isEmpty();
            assertThat(follower.code()).isEqualTo(Codes.ENGINE);
        }
    }

    @Test
    void aSilentLogThatIsFollowedEndsAtItsTime() throws Exception {
        LogQuery until = new LogQuery(
                true,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.of(Instant.now().plusMillis(300)),
                false);
        Logs logs = (id, query, sink) -> {
            sink.line(new LogLine("2030-01-01T00:00:01Z", false, "only"));
            new CountDownLatch(1).await();
        };
        Engine engine = console.engine(logs, (since, end, sink) -> {});
        try (LogFollower follower = new LogFollower(
                engine, until, List.of("web"), subject -> true, (sentence, code) -> told.add(sentence))) {
            follower.begin(console.inventory.containers, false);
            assertThat(all(follower)).containsExactly("only");
            assertThat(follower.code()).isEqualTo(Codes.OK);
            assertThat(told).isEmpty();
        }
    }

    @Test
    void whatIsFollowedUntilATimeThatHasPassedIsNotFollowed() throws Exception {
        List<LogQuery> asked = new CopyOnWriteArrayList<>();
        LogQuery past = new LogQuery(
                true,
                OptionalInt.of(3),
                Optional.empty(),
                Optional.of(Instant.now().minusSeconds(1)),
                false);
        new TimedLogs((id, query, sink) -> asked.add(query)).read("web", past, line -> {});
        assertThat(asked).containsExactly(new LogQuery(false, past.tail(), past.since(), past.until(), past.raw()));
    }

    @Test
    void aContainerThatStartedAgainWhileItsOldLogWasReadIsFollowedOn() throws Exception {
        CountDownLatch startedAgain = new CountDownLatch(1);
        CountDownLatch readOn = new CountDownLatch(2);
        AtomicInteger life = new AtomicInteger();
        Logs logs = (id, query, sink) -> {
            int now = life.incrementAndGet();
            sink.line(new LogLine("2030-01-01T00:00:0" + now + "Z", false, "life " + now));
            readOn.countDown();
            startedAgain.await();
        };
        Events events = (since, until, sink) -> {
            while (life.get() == 0) {
                Thread.sleep(5);
            }
            sink.event(START);
            startedAgain.countDown();
            readOn.await();
        };
        try (LogFollower follower = following(logs, events)) {
            follower.begin(console.inventory.containers, true);
            assertThat(all(follower)).containsExactly("life 1", "life 2");
        }
    }

    @Test
    void moreThanAreReadAtOnceAreWrongUsage() {
        List<ContainerSummary> many = IntStream.rangeClosed(0, LogFollower.MOST)
                .mapToObj(number -> FakeInventory.running("web" + number))
                .toList();
        try (LogFollower follower = following((id, query, sink) -> {}, (since, until, sink) -> {})) {
            assertThatThrownBy(() -> follower.begin(many, false))
                    .isInstanceOfSatisfying(
                            CommandException.class,
                            refused -> assertThat(refused.code()).isEqualTo(Codes.USAGE))
                    .hasMessageContaining("These are 65 containers");
        }
    }

    @Test
    void aNewcomerForWhichThereIsNoRoomIsNamedOnce() throws Exception {
        List<ContainerSummary> many = IntStream.range(0, LogFollower.MOST)
                .mapToObj(number -> FakeInventory.running("old" + number))
                .toList();
        CountDownLatch end = new CountDownLatch(1);
        Events events = (since, until, sink) -> {
            sink.event(START);
            sink.event(START);
        };
        try (LogFollower follower = following((id, query, sink) -> end.await(), events)) {
            follower.begin(many, true);
            while (told.isEmpty()) {
                Thread.sleep(5);
            }
            end.countDown();
            all(follower);
            assertThat(told).containsExactly("web: its log is left out, for those of 64 containers are read already.");
            assertThat(follower.code()).isEqualTo(Codes.FAILED);
        }
    }
}
