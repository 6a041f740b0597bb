package io.hatchway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hatchway.access.Grant;
import io.hatchway.access.Policy;
import io.hatchway.access.Restrictions;
import io.hatchway.access.SampleGrants;
import io.hatchway.container.Container;
import io.hatchway.container.Destination;
import io.hatchway.container.Duplex;
import io.hatchway.container.FakeContainers;
import io.hatchway.session.ForwardRefusedException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class ForwardsTest {
    private static final InetSocketAddress SOMEWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    private static final Connection CONNECTION = new Connection("c1", 0, SOMEWHERE, SOMEWHERE, "test");
    private static final Destination WEB = new Destination.Port("localhost", 80);

    private final FakeContainers containers = FakeContainers.with(FakeContainers.web());
    private final List<String> record = Collections.synchronizedList(new ArrayList<>());
    private volatile Policy policy = SampleGrants.policy("web", Restrictions.NONE);

    private final Forwards forwards = new Forwards(containers, () -> policy, Set::of, 2, new ForwardRecords() {
        @Override
        public void opened(Forward forward) {
            record.add("open " + forward.place());
        }

        @Override
        public void closed(Forward forward) {
            record.add("close " + forward.place() + " " + forward.ending());
        }
    });

    @AfterEach
    void close() {
        forwards.close();
    }

    /** A connection that says nothing until it is closed. */
    private static final class Silent implements Duplex {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                closed.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("closed");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            // taken
        }

        @Override
        public void finish() {
            // there is nobody to tell
        }

        @Override
        public void close() {
            closed.countDown();
        }

        boolean isClosedWithin(long seconds) throws InterruptedException {
            return closed.await(seconds, TimeUnit.SECONDS);
        }
    }

    private Silent answering() {
        Silent stream = new Silent();
        containers.connections.add(stream);
        return stream;
    }

    private static Grant grant() {
        return SampleGrants.grant("web");
    }

    private void isRefused(Grant grant, Destination place, Reason reason, String sentence) {
        assertThatExceptionOfType(ForwardRefusedException.class)
                .isThrownBy(() -> forwards.open(CONNECTION, grant, place))
                .satisfies(refused -> {
                    assertThat(refused.reason()).isEqualTo(reason);
                    assertThat(refused.sentence()).contains(sentence);
                });
    }

    @Test
    void whatPassesIsCountedAndItsEndIsOnRecord() throws Exception {
        answering();
        try (Forward forward = forwards.open(CONNECTION, grant(), WEB)) {
            forwards.putOnRecord(forward);
            forward.write(new byte[5], 0, 5);
            assertThat(forward.bytesToContainer()).isEqualTo(5);
            assertThat(forwards.count()).isEqualTo(1);
        }
        assertThat(forwards.count()).isZero();
        assertThat(record).containsExactly("open localhost:80", "close localhost:80 Optional.empty");
    }

    @Test
    void oneThatNeverWasOnRecordHasNoEndThere() throws Exception {
        answering();
        forwards.open(CONNECTION, grant(), WEB).close();
        assertThat(record).isEmpty();
    }

    @Test
    void whereThePolicySaysNoTheEngineIsNotAsked() {
        isRefused(grant(), new Destination.Port("db", 80), Reason.PROHIBITED, "You may not forward to db:80");
        isRefused(grant(), new Destination.Socket("/run/x"), Reason.PROHIBITED, "/run/x");
        assertThat(containers.dialled).isEmpty();
    }

    @Test
    void aConsoleHasNoNetwork() {
        isRefused(SampleGrants.grant("admin"), WEB, Reason.PROHIBITED, "A console has no network");
    }

    @Test
    void whereNothingAnswersTheClientIsTold() {
        isRefused(grant(), WEB, Reason.UNREACHABLE, "Nothing answers at localhost:80");
    }

    @Test
    void aContainerThatDoesNotRunIsNotForwardedTo() {
        containers.byName.put("web", FakeContainers.container("web", Container.State.STOPPED, "exited (0)", Map.of()));
        isRefused(grant(), WEB, Reason.UNREACHABLE, "is not running");
    }

    @Test
    void oneKeyHasSoManyAtOnce() throws Exception {
        answering();
        answering();
        answering();
        Forward first = forwards.open(CONNECTION, grant(), WEB);
        forwards.open(CONNECTION, grant(), WEB);
        isRefused(grant(), WEB, Reason.SHORTAGE, "2 forwards open");
        first.close();
        forwards.open(CONNECTION, grant(), WEB).close();
    }

    @Test
    void oneEndsWhenItsKeyIsRevoked() throws Exception {
        Silent stream = answering();
        Forward forward = forwards.open(CONNECTION, grant(), WEB);
        policy = Policy.EMPTY;
        assertThat(stream.isClosedWithin(5)).isTrue();
        assertThat(forward.ending()).contains(Ending.REVOKED);
    }

    @Test
    void oneEndsWithItsContainer() throws Exception {
        Silent stream = answering();
        Forward forward = forwards.open(CONNECTION, grant(), WEB);
        containers.ended.add(FakeContainers.web().id());
        assertThat(stream.isClosedWithin(5)).isTrue();
        assertThat(forward.ending()).contains(Ending.CONTAINER_GONE);
    }

    @Test
    void anEngineThatDoesNotSayWhetherAContainerRunsHoldsUpNoRevocation() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        containers.onStillRuns = () -> {
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        };
        Silent stream = answering();
        Forward forward = forwards.open(CONNECTION, grant(), WEB);
        asked.await();
        policy = Policy.EMPTY;
        assertThat(stream.isClosedWithin(5)).isTrue();
        assertThat(forward.ending()).contains(Ending.REVOKED);
        answer.countDown();
    }

    @Test
    void allEndWithTheGateway() throws Exception {
        Silent stream = answering();
        forwards.open(CONNECTION, grant(), WEB);
        forwards.close();
        assertThat(stream.isClosedWithin(1)).isTrue();
        isRefused(grant(), WEB, Reason.SHORTAGE, "shutting down");
    }
}
