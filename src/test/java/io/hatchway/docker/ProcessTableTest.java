package io.hatchway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.docker.ProcessTable.Entry;
import io.hatchway.docker.ProcessTable.Snapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessTableTest {
    private static Snapshot of(Entry... entries) {
        return new Snapshot(List.of(entries), 0);
    }

    @Test
    void whoCarriesTheTagBelongs() {
        assertThat(of(new Entry(10, 1, 10, "t"), new Entry(20, 1, 20, "u"), new Entry(30, 1, 5, "t"))
                        .tree("t"))
                .containsExactlyInAnyOrder(10, 30);
    }

    @Test
    void whoDescendsFromOneBelongsHoweverFar() {
        assertThat(of(
                                new Entry(40, 30, 40, ""),
                                new Entry(30, 20, 30, ""),
                                new Entry(20, 10, 20, ""),
                                new Entry(10, 1, 10, "t"))
                        .tree("t"))
                .containsExactlyInAnyOrder(10, 20, 30, 40);
    }

    @Test
    void whoSharesTheKernelSessionBelongsThoughItsParentDied() {
        assertThat(of(new Entry(10, 1, 10, "t"), new Entry(20, 1, 10, "")).tree("t"))
                .containsExactlyInAnyOrder(10, 20);
    }

    @Test
    void childrenOfSuchAProcessBelongToo() {
        assertThat(of(new Entry(30, 20, 30, ""), new Entry(10, 1, 10, "t"), new Entry(20, 1, 10, ""))
                        .tree("t"))
                .containsExactlyInAnyOrder(10, 20, 30);
    }

    @Test
    void aTaggedProcessThatLeadsNoSessionTakesNobodyWithIt() {
        assertThat(of(new Entry(10, 1, 5, "t"), new Entry(20, 1, 5, "")).tree("t"))
                .containsExactly(10);
    }

    @Test
    void parentsDoNotBelong() {
        assertThat(of(new Entry(1, 0, 1, ""), new Entry(10, 1, 10, "t")).tree("t"))
                .containsExactly(10);
    }

    @Test
    void aCycleOfParentsComesToAnEnd() {
        assertThat(of(new Entry(10, 20, 10, "t"), new Entry(20, 10, 20, "")).tree("t"))
                .containsExactlyInAnyOrder(10, 20);
    }

    @Test
    void aProcessThatIsItsOwnParentComesToAnEnd() {
        assertThat(of(new Entry(10, 10, 10, "t")).tree("t")).containsExactly(10);
    }

    @Test
    void nobodyIsFoundWhereNobodyCarriesTheTag() {
        assertThat(of(new Entry(10, 1, 10, "u")).tree("t")).isEmpty();
    }

    @Test
    void theLeaderIsTheTaggedOneOfItsOwnSession() {
        assertThat(of(new Entry(12, 10, 10, "t"), new Entry(10, 1, 10, "t")).leader("t"))
                .isEqualTo(10);
    }

    @Test
    void withoutItThereIsNoLeader() {
        assertThat(of(new Entry(12, 1, 10, "t")).leader("t")).isZero();
    }

    @Test
    void aSnapshotServesEverybodyWhoAsksAtOnce() throws Exception {
        Snapshot first = ProcessTable.HOST.snapshot();
        // The second call may come too late to share; of a hundred in a row most do not.
        long shared = 0;
        for (int i = 0; i < 100; i++) {
            shared += ProcessTable.HOST.snapshot() == first ? 1 : 0;
        }
        assertThat(shared).isPositive();
    }

    @Test
    void thisProcessIsInTheTable() throws Exception {
        int self = Math.toIntExact(ProcessHandle.current().pid());
        assertThat(ProcessTable.HOST.snapshot().entries()).anyMatch(entry -> entry.pid() == self);
    }
}
