package io.hatchway.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InputBudgetTest {
    private static final long MIB = 1024 * 1024;

    private final InputBudget budget = new InputBudget(16 * MIB);

    private InputBudget.Share opened() {
        InputBudget.Share share = budget.share();
        assertThat(share.open()).isTrue();
        return share;
    }

    @Test
    void aTransferGetsALargeWindowInPlaceOfItsSmallOne() {
        InputBudget.Share share = opened();
        assertThat(share.enlarge()).isTrue();
        assertThat(budget.promised()).isEqualTo(InputBudget.LARGE);
    }

    @Test
    void transfersGetNoMoreThanHalf() {
        for (int i = 0; i < 4; i++) {
            assertThat(opened().enlarge()).isTrue();
        }
        assertThat(opened().enlarge()).isFalse();
        assertThat(budget.promised()).isEqualTo(4 * InputBudget.LARGE + InputBudget.SMALL);
    }

    @Test
    void whenAllIsPromisedThereIsNoMore() {
        List<InputBudget.Share> shares = new ArrayList<>();
        for (int i = 0; i < 16 * MIB / InputBudget.SMALL; i++) {
            shares.add(opened());
        }
        assertThat(budget.share().open()).isFalse();
        shares.getFirst().close();
        assertThat(budget.share().open()).isTrue();
    }

    @Test
    void whatIsGivenBackTwiceCountsOnce() {
        opened();
        InputBudget.Share share = opened();
        share.close();
        share.close();
        assertThat(budget.promised()).isEqualTo(InputBudget.SMALL);
        assertThat(share.enlarge()).as("after its end").isFalse();
    }
}
