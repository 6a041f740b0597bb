package io.hatchway.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InputBudgetTest {
    private static final long MIB = 1024 * 1024;

    private final InputBudget budget = new InputBudget(16 * MIB);

    private int identities;

    private String identity() {
        return "somebody-" + identities++;
    }

    private InputBudget.Share opened() {
        InputBudget.Share share = budget.share(identity());
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
        assertThat(budget.share(identity()).open()).isFalse();
        shares.getFirst().close();
        assertThat(budget.share(identity()).open()).isTrue();
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

    @Test
    void anIdentityGetsHalfAndLeavesTheRestToOthers() {
        for (int i = 0; i < 8 * MIB / InputBudget.SMALL; i++) {
            assertThat(budget.share("alice").open()).isTrue();
        }
        assertThat(budget.share("alice").open()).isFalse();
        assertThat(budget.share("bob").open()).isTrue();
    }

    @Test
    void anIdentitysTransfersLeaveLargeWindowsToOthers() {
        for (int i = 0; i < 2; i++) {
            InputBudget.Share share = budget.share("alice");
            share.open();
            assertThat(share.enlarge()).isTrue();
        }
        InputBudget.Share third = budget.share("alice");
        assertThat(third.open()).isTrue();
        assertThat(third.enlarge()).isFalse();
        assertThat(opened().enlarge()).isTrue();
        third.close();
    }
}
