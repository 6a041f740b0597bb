package io.hatchway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hatchway.container.FakeProgram;
import io.hatchway.container.Outcome;
import io.hatchway.container.Size;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class BridgeTest {
    private final SampleSession client = new SampleSession();
    private final FakeProgram program = new FakeProgram();
    private final List<Boolean> aftermath = new ArrayList<>();

    private Exit join(Session session) throws InterruptedException {
        return join(session, () -> {});
    }

    private Exit join(Session session, Runnable meanwhile) throws InterruptedException {
        assertThat(session.begin()).isTrue();
        Thread.startVirtualThread(meanwhile);
        try {
            return Bridge.join(session, program, aftermath::add);
        } finally {
            session.finish();
        }
    }

    @Test
    void allOutputIsDeliveredBeforeTheExitIsTold() throws Exception {
        program.prints("one ").complains("oops").prints("two").exits(3);
        assertThat(join(client.make())).isEqualTo(new Exit.Status(3));
        assertThat(client.out()).isEqualTo("one two");
        assertThat(client.err()).isEqualTo("oops");
    }

    @Test
    void aProgramThatEndedLeavesNothing() throws Exception {
        program.exits(0);
        join(client.make());
        assertThat(aftermath).containsExactly(true);
        assertThat(program.ended.getCount()).isOne();
    }

    @Test
    void itsStreamsAreClosedAtTheEnd() throws Exception {
        program.exits(0);
        join(client.make());
        assertThat(program.closed.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void stdinArrivesAndEnds() throws Exception {
        Session session = client.sends("words").make();
        Thread server = Thread.startVirtualThread(() -> {
            try {
                join(session);
            } catch (InterruptedException unexpected) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(program.inputEnded.await(5, TimeUnit.SECONDS)).isTrue();
        program.exits(0);
        server.join();
        assertThat(program.received()).isEqualTo("words");
    }

    @Test
    void aClientThatNeverEndsItsInputIsNotWaitedFor() throws Exception {
        try (PipedOutputStream endless = new PipedOutputStream()) {
            program.exits(7);
            assertThat(join(client.sends(new PipedInputStream(endless)).make())).isEqualTo(new Exit.Status(7));
        }
    }

    @Test
    void aClientThatTakesNoOutputEndsTheProgram() {
        Session session = client.hearsOn(new Unwilling()).make();
        program.prints("x");
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> join(session));
        assertThat(program.ended.getCount()).isZero();
        assertThat(session.ending()).contains(Ending.CLIENT_GONE);
    }

    @Test
    void aSessionToldToEndEndsTheProgram() {
        Session session = client.make();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> join(session, () -> session.end(Ending.REVOKED)));
        assertThat(program.ended.getCount()).isZero();
        assertThat(aftermath).containsExactly(true);
    }

    @Test
    void aProgramThatWouldNotEndIsRemembered() {
        program.cannotBeEnded();
        Session session = client.make();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> join(session, () -> session.end(Ending.IDLE)));
        assertThat(aftermath).containsExactly(false);
    }

    @Test
    void whoGoesOnWritingToAReaderThatWentGetsThePipeSignalBeforeTheEnd() throws Exception {
        Session session = client.make();
        CompletableFuture<String> first = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            session.readerGone();
            try {
                first.complete(program.signals.take());
                // Who goes on writing is noticed again and again.
                while (session.ending().isEmpty()) {
                    Thread.sleep(50);
                    session.readerGone();
                }
            } catch (InterruptedException never) {
                Thread.currentThread().interrupt();
            }
        });
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> join(session));
        assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo("all PIPE");
        assertThat(session.ending()).contains(Ending.READER_GONE);
    }

    @Test
    void aReaderThatWentIsToldTheStatusOfABrokenPipe() {
        assertThat(Bridge.ended(client.make(), Ending.READER_GONE)).isEqualTo(new Exit.Status(141));
    }

    @Test
    void aSessionTheGatewayEndedIsToldWhy() {
        assertThat(Bridge.ended(client.make(), Ending.IDLE))
                .isEqualTo(new Exit.Signal("HUP", "This session was idle for too long and is ended."));
        assertThat(client.err()).isEqualTo("hatchway: This session was idle for too long and is ended.\n");
    }

    @Test
    void aLostEngineIsAFaultAndItsProgramIsEnded() throws Exception {
        program.breaksOff(new Outcome.Lost("The engine was lost."));
        assertThat(join(client.make())).isEqualTo(Exit.FAULT);
        assertThat(client.err()).isEqualTo("hatchway: The engine was lost.\n");
        assertThat(program.ended.getCount()).isZero();
        assertThat(aftermath).containsExactly(true);
    }

    @Test
    void aReaderThatWentHurtsNobodyWhoWritesNoMore() throws Exception {
        Session session = client.make();
        program.exits(0);
        session.readerGone();
        assertThat(join(session)).isEqualTo(new Exit.Status(0));
    }

    @Test
    void aProgramThatDidNotStartSaysWhy() throws Exception {
        program.endsAs(new Outcome.NotStarted(127, "frob: there is no such program in web."));
        assertThat(join(client.make())).isEqualTo(new Exit.Status(127));
        assertThat(client.err()).isEqualTo("hatchway: frob: there is no such program in web.\n");
    }

    @Test
    void aContainerThatWentTakesItsCodeAlong() throws Exception {
        program.breaksOff(new Outcome.ContainerGone(137, "The container web was removed."));
        assertThat(join(client.make())).isEqualTo(new Exit.Status(137));
        assertThat(aftermath).containsExactly(true);
    }

    @Test
    void aFaultOfOurOwnLeavesNoProgramBehind() {
        program.failsWith(new IllegalStateException("a bug"));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> join(client.make()));
        assertThat(program.ended.getCount()).isZero();
        assertThat(aftermath).containsExactly(true);
    }

    @Test
    void aSignalAndANewSizeReachTheProgram() throws Exception {
        Session session = client.make();
        Thread.startVirtualThread(() -> {
            session.resize(new Size(100, 30));
            session.signal("USR1");
            try {
                if (program.sizes.take().equals(new Size(100, 30))
                        && program.signals.take().equals("USR1")) {
                    program.exits(5);
                }
            } catch (InterruptedException never) {
                Thread.currentThread().interrupt();
            }
        });
        // A signal that comes before the program is nobody's, so it is sent until it arrives.
        Thread.startVirtualThread(() -> {
            while (program.ended.getCount() > 0 && session.ending().isEmpty() && program.signals.isEmpty()) {
                session.signal("USR1");
            }
        });
        assertThat(join(session)).isEqualTo(new Exit.Status(5));
    }

    private static final class Unwilling extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("the channel is closing");
        }
    }
}
