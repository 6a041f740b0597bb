package io.hatchway.sshd;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VisitTest {
    private static final InetSocketAddress CLIENT = new InetSocketAddress("203.0.113.9", 5555);

    private final List<Offence> penalised = new ArrayList<>();
    private final Doorkeeper doorkeeper =
            new Doorkeeper(SampleEntryRules.with(SampleEntryRules.penalty(100, false)), new RefusalListener() {
                @Override
                public void refused(InetSocketAddress client, String reason) {}

                @Override
                public void penalised(InetSocketAddress client, String network, Offence offence, Duration time) {
                    penalised.add(offence);
                }
            });

    private Visit visit() {
        return doorkeeper.admit(CLIENT).orElseThrow();
    }

    @Test
    void whoFailedToLogInDoesNotGetOffMoreLightlyByAMistakeAtTheEnd() {
        for (int i = 0; i < 4; i++) {
            Visit visit = visit();
            visit.attemptFailed();
            visit.cutOff(Offence.NOAUTH, "it sent nonsense");
            visit.close();
        }
        assertThat(penalised).containsExactly(Offence.AUTHFAIL);
    }

    @Test
    void whatIsWorseThanAFailedLoginStaysSo() {
        Visit visit = visit();
        visit.attemptFailed();
        visit.cutOff(Offence.CRASH, "it made the gateway fail");
        visit.close();
        assertThat(penalised).containsExactly(Offence.CRASH);
    }
}
