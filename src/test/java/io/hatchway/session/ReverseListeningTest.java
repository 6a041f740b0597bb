package io.hatchway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hatchway.access.SampleGrants;
import io.hatchway.container.Destination;
import io.hatchway.container.Duplex;
import io.hatchway.container.FakeContainers;
import io.hatchway.container.Listening;
import io.hatchway.session.ForwardRefusedException.Reason;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReverseListeningTest {
    private final List<ReverseListening> closed = new ArrayList<>();

    /** Listens until it is closed or has handed over so many connections. */
    private static final class Brief implements Listening {
        private int left;
        private boolean closed;

        Brief(int connections) {
            left = connections;
        }

        @Override
        public int port() {
            return 9000;
        }

        @Override
        public Accepted accept() throws SocketException {
            if (closed || left-- == 0) {
                throw new SocketException("nobody listens any more");
            }
            return new Accepted(new Nothing(), 1);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private record Nothing() implements Duplex {
        @Override
        public int read(byte[] into, int offset, int length) {
            return -1;
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
            // nothing is open
        }
    }

    private ReverseListening over(Listening first, ReverseListening.Again again) {
        Footing footing = new Footing(FakeContainers.web(), SampleGrants.grant("web"), grant -> Optional.empty());
        return new ReverseListening(footing, new Destination.Port("localhost", 9000), first, again, closed::add);
    }

    @Test
    void whatEndsByItselfIsMadeOnceMore() throws Exception {
        Brief first = new Brief(1);
        ReverseListening listening = over(first, () -> new Brief(1));
        assertThat(listening.accept()).isPresent();
        assertThat(listening.accept()).isPresent();
        assertThat(first.closed).isTrue();
    }

    @Test
    void whatEndsAgainAtOnceIsNot() throws Exception {
        ReverseListening listening = over(new Brief(0), () -> new Brief(1));
        assertThat(listening.accept()).isPresent();
        assertThatExceptionOfType(ForwardRefusedException.class)
                .isThrownBy(listening::accept)
                .withMessageContaining("ends as soon as it has begun");
    }

    @Test
    void whatCannotBeMadeAgainSaysWhy() {
        ReverseListening listening = over(new Brief(0), () -> {
            throw new ForwardRefusedException(Reason.UNREACHABLE, "The container web has ended.");
        });
        assertThatExceptionOfType(ForwardRefusedException.class)
                .isThrownBy(listening::accept)
                .withMessageContaining("has ended");
    }

    @Test
    void whatIsClosedIsOverWithoutAWord() throws Exception {
        ReverseListening listening = over(new Brief(3), () -> new Brief(3));
        listening.close();
        listening.close();
        assertThat(listening.accept()).isEmpty();
        assertThat(closed).containsExactly(listening);
    }

    @Test
    void whatIsClosedWhileItIsMadeAgainDoesNotListen() throws Exception {
        Brief next = new Brief(1);
        List<ReverseListening> itself = new ArrayList<>();
        ReverseListening listening = over(new Brief(0), () -> {
            itself.getFirst().close();
            return next;
        });
        itself.add(listening);
        assertThat(listening.accept()).isEmpty();
        assertThat(next.closed).isTrue();
    }
}
