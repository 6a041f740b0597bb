package io.hatchway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.docker.ProcessTable.Entry;
import io.hatchway.docker.ProcessTable.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessTableTest {
    private static Snapshot of(Entry... entries) {
        return new Snapshot(List.of(entries), 0);
    }

    @Test
    void whoCarriesTheTagBelongs() {
        assertThat(of(new Entry(10, 1, 10, "t", 0), new Entry(20, 1, 20, "u", 0), new Entry(30, 1, 5, "t", 0))
                        .tree("t"))
                .containsExactlyInAnyOrder(10, 30);
    }

    @Test
    void whoDescendsFromOneBelongsHoweverFar() {
        assertThat(of(
                                new Entry(40, 30, 40, "", 0),
                                new Entry(30, 20, 30, "", 0),
                                new Entry(20, 10, 20, "", 0),
                                new Entry(10, 1, 10, "t", 0))
                        .tree("t"))
                .containsExactlyInAnyOrder(10, 20, 30, 40);
    }

    @Test
    void whoSharesTheKernelSessionBelongsThoughItsParentDied() {
        assertThat(of(new Entry(10, 1, 10, "t", 0), new Entry(20, 1, 10, "", 0)).tree("t"))
                .containsExactlyInAnyOrder(10, 20);
    }

    @Test
    void childrenOfSuchAProcessBelongToo() {
        assertThat(of(new Entry(30, 20, 30, "", 0), new Entry(10, 1, 10, "t", 0), new Entry(20, 1, 10, "", 0))
                        .tree("t"))
                .containsExactlyInAnyOrder(10, 20, 30);
    }

    @Test
    void aTaggedProcessThatLeadsNoSessionTakesNobodyWithIt() {
        assertThat(of(new Entry(10, 1, 5, "t", 0), new Entry(20, 1, 5, "", 0)).tree("t"))
                .containsExactly(10);
    }

    @Test
    void parentsDoNotBelong() {
        assertThat(of(new Entry(1, 0, 1, "", 0), new Entry(10, 1, 10, "t", 0)).tree("t"))
                .containsExactly(10);
    }

    @Test
    void aCycleOfParentsComesToAnEnd() {
        assertThat(of(new Entry(10, 20, 10, "t", 0), new Entry(20, 10, 20, "", 0))
                        .tree("t"))
                .containsExactlyInAnyOrder(10, 20);
    }

    @Test
    void aProcessThatIsItsOwnParentComesToAnEnd() {
        assertThat(of(new Entry(10, 10, 10, "t", 0)).tree("t")).containsExactly(10);
    }

    @Test
    void nobodyIsFoundWhereNobodyCarriesTheTag() {
        assertThat(of(new Entry(10, 1, 10, "u", 0)).tree("t")).isEmpty();
    }

    @Test
    void theLeaderIsTheTaggedOneOfItsOwnSession() {
        assertThat(of(new Entry(12, 10, 10, "t", 0), new Entry(10, 1, 10, "t", 0))
                        .leader("t"))
                .isEqualTo(10);
    }

    @Test
    void withoutItThereIsNoLeader() {
        assertThat(of(new Entry(12, 1, 10, "t", 0)).leader("t")).isZero();
    }

    @Test
    void ofSeveralLeadersTheOldestWasStartedForTheSession() {
        assertThat(of(new Entry(20, 10, 20, "t", 7), new Entry(30, 1, 30, "t", 5))
                        .leader("t"))
                .isEqualTo(30);
    }

    @Test
    void aSnapshotNeverBeganBeforeItWasAskedFor() throws Exception {
        ProcessTable table = ownTable();
        table.snapshot();
        long asked = System.nanoTime();
        assertThat(table.snapshot().takenAt() - asked).isNotNegative();
    }

    @Test
    void thisProcessIsInTheTable() throws Exception {
        int self = Math.toIntExact(ProcessHandle.current().pid());
        assertThat(ownTable().snapshot().entries()).anyMatch(entry -> entry.pid() == self);
    }

    private static ProcessTable ownTable() throws IOException {
        return ProcessTable.of(ProcessTable.namespace(Path.of("/proc/self")));
    }
}
