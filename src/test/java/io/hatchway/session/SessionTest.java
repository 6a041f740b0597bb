package io.hatchway.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.SampleGrants;
import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SessionTest {
    private static final Pty PTY = new Pty("xterm", new Size(80, 24));

    private final SampleSession client = new SampleSession().shell(Optional.of(PTY));
    private final Session session = client.make();
    private final List<String> heard = new ArrayList<>();
    private final Foreground foreground = new Foreground() {
        @Override
        public void resize(Size size) {
            heard.add(size.columns() + "x" + size.rows());
        }

        @Override
        public void signal(String name) {
            heard.add(name);
        }

        @Override
        public void readerGone() {
            heard.add("reader gone");
        }
    };

    @Test
    void anIdIs32HexadecimalDigits() {
        assertThat(session.id()).matches("[0-9a-f]{32}");
    }

    @Test
    void aForcedCommandTakesThePlaceOfAShellOnTheConsoleToo() {
        Session forced = new SampleSession()
                .grant(SampleGrants.grant("admin", SampleGrants.restrictions(Optional.of("version"), Map.of(), true)))
                .shell(Optional.empty())
                .make();
        assertThat(forced.request()).isEqualTo(new Request.Exec("version", Optional.empty()));
        assertThat(forced.originalCommand()).isEmpty();
    }

    @Test
    void aForcedCommandRemembersTheLineItReplaced() {
        Session forced = new SampleSession()
                .grant(SampleGrants.grant("web", SampleGrants.restrictions(Optional.of("date"), Map.of(), true)))
                .exec("rm -rf /")
                .make();
        assertThat(forced.request()).isEqualTo(new Request.Exec("date", Optional.empty()));
        assertThat(forced.originalCommand()).contains("rm -rf /");
    }

    @Test
    void aSingleByteIsCountedAndSeenAsManyAre() throws Exception {
        Session speaking =
                new SampleSession().shell(Optional.of(PTY)).sends("ab").make();
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        Onlooker onlooker = new Onlooker() {
            @Override
            public void output(byte[] bytes, int offset, int length) {
                seen.write(bytes, offset, length);
            }

            @Override
            public void resize(Size size) {}

            @Override
            public void ended() {}
        };
        assertThat(speaking.showTo(session, onlooker)).isPresent();
        speaking.out().write('x');
        speaking.out().write(new byte[] {'y', 'z'});
        assertThat(seen.toString(US_ASCII)).isEqualTo("xyz");
        assertThat(speaking.bytesOut()).isEqualTo(3);
        assertThat(speaking.in().read()).isEqualTo('a');
        assertThat(speaking.bytesIn()).isEqualTo(1);
    }

    @Test
    void noTwoSessionsShareAnId() {
        assertThat(session.id()).isNotEqualTo(client.make().id());
    }

    @Test
    void aSizeThatCameEarlyIsToldAtOnce() {
        session.resize(new Size(100, 30));
        session.foreground(foreground);
        assertThat(heard).containsExactly("100x30");
    }

    @Test
    void aSizeThatIsTheOneAskedForIsNotToldAgain() {
        session.resize(new Size(80, 24));
        session.foreground(foreground);
        assertThat(heard).isEmpty();
    }

    @Test
    void aReaderThatWentEarlyIsToldAtOnce() {
        session.readerGone();
        session.foreground(foreground);
        assertThat(heard).containsExactly("reader gone");
    }

    @Test
    void aSignalThatCameWhileTheProgramWasBeingStartedReachesIt() {
        session.signal("INT");
        session.foreground(foreground);
        assertThat(heard).containsExactly("INT");
    }

    @Test
    void earlySignalsAreKeptUpToANumber() {
        for (int i = 0; i < 100; i++) {
            session.signal("USR1");
        }
        session.foreground(foreground);
        assertThat(heard).hasSize(16);
    }

    @Test
    void whatComesLaterReachesTheForeground() {
        session.foreground(foreground);
        session.resize(new Size(90, 25));
        session.signal("INT");
        session.readerGone();
        assertThat(heard).containsExactly("90x25", "INT", "reader gone");
    }

    @Test
    void nothingReachesAForegroundThatFinished() {
        session.begin();
        session.foreground(foreground);
        session.finish();
        session.signal("INT");
        assertThat(heard).isEmpty();
    }

    @Test
    void aSessionEndedBeforeItBeganDoesNotBegin() {
        session.end(Ending.CLIENT_GONE);
        assertThat(session.begin()).isFalse();
        session.finish();
    }

    @Test
    void theFirstReasonToEndCounts() {
        session.end(Ending.IDLE);
        session.end(Ending.SHUTDOWN);
        assertThat(session.ending()).contains(Ending.IDLE);
    }

    @Test
    void anEndInterruptsTheService() {
        session.begin();
        session.end(Ending.IDLE);
        assertThat(Thread.interrupted()).isTrue();
        session.finish();
    }

    @Test
    void anInterruptionDoesNotOutliveTheService() {
        session.begin();
        session.end(Ending.IDLE);
        session.finish();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void anEndAfterTheServiceInterruptsNobody() {
        session.begin();
        session.finish();
        session.end(Ending.CLIENT_GONE);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void whatIsSaidOnATerminalEndsItsLineAsATerminalWants() {
        session.say("No.");
        assertThat(client.err()).isEqualTo("hatchway: No.\r\n");
    }

    @Test
    void whatIsSaidWithoutATerminalHasNoCarriageReturn() {
        client.exec("id").make().say("No.");
        assertThat(client.err()).isEqualTo("hatchway: No.\n");
    }

    @Test
    void whatIsSaidCannotTakeOverATerminal() {
        session.say("no \u001b]0;x\u0007 file");
        assertThat(client.err()).isEqualTo("hatchway: no \\x1b]0;x\\x07 file\r\n");
    }

    @Test
    void writingAndReadingAreNoIdleness() throws Exception {
        Thread.sleep(20);
        session.out().write(new byte[1], 0, 1);
        assertThat(session.idle()).isLessThan(session.age());
    }

    @Test
    void silenceIsIdleness() throws Exception {
        Thread.sleep(20);
        assertThat(session.idle()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
    }

    private Chronicle noting() {
        return new Chronicle() {
            @Override
            public Entry begin(Session begun) {
                return new Entry() {
                    @Override
                    public void output(byte[] bytes, int offset, int length) {
                        heard.add("output");
                    }

                    @Override
                    public void resize(Size size) {
                        heard.add("recorded " + size.columns() + "x" + size.rows());
                    }
                };
            }

            @Override
            public Entry beginUnrecorded(Session begun) {
                return begin(begun);
            }

            @Override
            public void refused(Session never, String reason, Exit exit) {
                throw new AssertionError(reason);
            }
        };
    }

    @Test
    void aSizeIsRecordedByWhoWritesOutputAndOnlyTheNewest() throws Exception {
        SampleChannel.begin(session, noting());
        session.resize(new Size(90, 25));
        session.resize(new Size(100, 30));
        assertThat(heard).isEmpty();
        session.out().write(new byte[1], 0, 1);
        session.out().write(new byte[1], 0, 1);
        assertThat(heard).containsExactly("recorded 100x30", "output", "output");
    }

    @Test
    void aSizeThatChangedBeforeTheRecordBeganIsOnIt() throws Exception {
        session.resize(new Size(90, 25));
        SampleChannel.begin(session, noting());
        assertThat(heard).containsExactly("recorded 90x25");
    }

    @Test
    void aSizeNoOutputFollowedIsRecordedAtTheEnd() throws Exception {
        SampleChannel.begin(session, noting());
        session.resize(new Size(90, 25));
        SampleChannel.end(session, new Exit.Status(0));
        assertThat(heard).containsExactly("recorded 90x25");
    }

    @Test
    void theSameSizeAgainIsNoChange() {
        session.foreground(foreground);
        session.resize(new Size(80, 24));
        session.resize(new Size(90, 25));
        session.resize(new Size(90, 25));
        assertThat(heard).containsExactly("90x25");
    }
}
