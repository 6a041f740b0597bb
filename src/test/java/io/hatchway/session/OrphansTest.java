package io.hatchway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.EngineException;
import io.hatchway.container.FakeContainers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
@SuppressWarnings("try") // what is closed at the end sweeps by itself meanwhile
final class OrphansTest {
    private static final String ONE = "11111111111111111111111111111111";
    private static final String TWO = "22222222222222222222222222222222";

    @TempDir
    Path folder;

    private final FakeContainers containers = FakeContainers.with(FakeContainers.web());

    private Optional<Orphans> sweeper = Optional.empty();

    @AfterEach
    void stop() {
        sweeper.ifPresent(Orphans::close);
    }

    private Orphans sweep(Journal journal) {
        Orphans started = new Orphans(journal, containers);
        sweeper = Optional.of(started);
        return started;
    }

    private Journal journal(String... ids) throws IOException {
        Journal journal = new Journal(folder);
        for (String id : ids) {
            journal.open(new Journal.Entry(id, "local", "id-of-web"));
        }
        return journal;
    }

    @Test
    void whatAnEarlierGatewayLeftIsSweptAtOnce() throws Exception {
        sweep(journal(ONE));
        assertThat(containers.swept.poll(5, TimeUnit.SECONDS)).isEqualTo(ONE);
    }

    @Test
    void whatIsSweptIsForgotten() throws Exception {
        Journal journal = journal(ONE);
        sweep(journal);
        containers.swept.poll(5, TimeUnit.SECONDS);
        Eventually.holds(() -> journal.entries().isEmpty());
    }

    @Test
    void anotherEnginesAreLeftAlone() throws Exception {
        Journal journal = journal(TWO);
        journal.open(new Journal.Entry(ONE, "elsewhere", "id-of-web"));
        sweep(journal);
        Eventually.holds(() -> journal.entries().size() == 1);
        assertThat(containers.swept).containsExactly(TWO);
    }

    /** Whichever of them is looked at first. */
    @ParameterizedTest
    @ValueSource(strings = {ONE, TWO})
    void oneThatCannotBeSweptKeepsNoOtherFromIt(String stuck) throws Exception {
        containers.onSweep.put(stuck, () -> {
            throw new EngineException(EngineException.Kind.REFUSED, "The container is paused.");
        });
        sweep(journal(ONE, TWO));
        assertThat(containers.swept.poll(2, TimeUnit.SECONDS)).isEqualTo(stuck.equals(ONE) ? TWO : ONE);
    }

    @Test
    void aLiveSessionIsWrittenDownUntilItEnded() throws Exception {
        Journal journal = journal();
        Orphans orphans = sweep(journal);
        orphans.watch(ONE, FakeContainers.web());
        assertThat(journal.entries()).containsExactly(new Journal.Entry(ONE, "local", "id-of-web"));
        orphans.ended(ONE, true);
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void aSessionThatMayHaveLeftSomethingStaysWrittenDown() throws Exception {
        Journal journal = journal();
        Orphans orphans = sweep(journal);
        orphans.watch(ONE, FakeContainers.web());
        orphans.ended(ONE, false);
        assertThat(journal.entries()).hasSize(1);
    }
}
