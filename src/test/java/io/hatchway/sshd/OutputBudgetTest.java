package io.hatchway.sshd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.session.Eventually;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class OutputBudgetTest {
    private static final long MIB = 1L << 20;

    private final OutputBudget budget = new OutputBudget(16 * MIB);
    private final List<Thread> writers = new ArrayList<>();

    /** Sends until nothing more may be on its way. */
    private Thread fill(OutputBudget.OfChannel channel) throws Exception {
        Thread writer = Thread.ofPlatform().start(() -> {
            try {
                while (true) {
                    channel.take(OutputBudget.PACKET);
                }
            } catch (IOException | InterruptedException over) {
                // the test ends
            }
        });
        writers.add(writer);
        Eventually.holds(() -> writer.getState() == Thread.State.WAITING || !writer.isAlive());
        return writer;
    }

    private OutputBudget.OfConnection connection() {
        return budget.new OfConnection();
    }

    private void fill(OutputBudget.OfConnection connection) throws Exception {
        for (int i = 0; i < 8; i++) {
            fill(connection.channel());
        }
    }

    @AfterEach
    void stop() {
        writers.forEach(Thread::interrupt);
    }

    @Test
    void aChannelHasAMebibyteOnItsWay() throws Exception {
        fill(connection().channel());
        assertThat(budget.total()).isBetween(MIB - OutputBudget.PACKET, MIB);
    }

    @Test
    void theChannelsOfAConnectionHaveFourMebibytesOnTheirWay() throws Exception {
        fill(connection());
        assertThat(budget.total()).isBetween(4 * MIB - OutputBudget.PACKET, 4 * MIB);
    }

    @Test
    void allConnectionsHaveNoMoreThanTheBudget() throws Exception {
        for (int i = 0; i < 4; i++) {
            fill(connection());
        }
        assertThat(budget.total()).isBetween(15 * MIB, 16 * MIB);
    }

    @Test
    void whoHasNothingOnItsWaySendsAPacketEvenWhenOthersHoldEverything() throws Exception {
        for (int i = 0; i < 5; i++) {
            fill(connection());
        }
        OutputBudget.OfChannel reader = connection().channel();
        for (int i = 0; i < 1000; i++) {
            reader.take(OutputBudget.PACKET);
            reader.give(OutputBudget.PACKET);
        }
        assertThat(budget.total()).isLessThan(16 * MIB + 2 * OutputBudget.PACKET);
    }

    @Test
    void whoWaitsIsWokenByWhatArrived() throws Exception {
        OutputBudget.OfChannel channel = connection().channel();
        fill(channel);
        long full = budget.total();
        channel.give(OutputBudget.PACKET);
        Eventually.holds(() -> budget.total() == full);
    }

    @Test
    void aConnectionThatClosedHoldsNothing() throws Exception {
        OutputBudget.OfConnection connection = connection();
        OutputBudget.OfChannel channel = connection.channel();
        Thread writer = fill(channel);
        connection.close();
        writer.join();
        channel.give(OutputBudget.PACKET);
        assertThat(budget.total()).isZero();
        assertThatThrownBy(() -> channel.take(1)).isInstanceOf(IOException.class);
    }
}
