package io.hatchway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.SampleKeys;
import io.hatchway.config.Problem;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of lines that do less than they say. */
final class LineAdviceTest extends AccessScene {
    private List<String> advice() {
        AccessSnapshot access = read();
        assertThat(access.problems()).isEmpty();
        return access.advice("EDITOR"::equals, Instant.parse("2030-01-01T00:00:00Z")).stream()
                .map(Problem::toString)
                .toList();
    }

    private List<String> adviceOn(String options) throws IOException {
        write("keys/web", "# the second line counts\n" + options + SampleKeys.line("other") + "\n");
        return advice();
    }

    @Test
    void aLineThatDoesWhatItSaysNeedsNone() throws IOException {
        assertThat(adviceOn("from=\"10.0.0.0/8,!10.0.0.1\",expiry-time=\"20310101Z\",environment=\"EDITOR=vi\" "))
                .isEmpty();
    }

    @Test
    void aLineThatHasExpiredIsNamed() throws IOException {
        assertThat(adviceOn("expiry-time=\"20250101Z\" "))
                .singleElement()
                .asString()
                .startsWith(folder + "/keys/web:2: warning: this line has expired");
    }

    @Test
    void aLineWithNegatedAddressesAloneIsNamed() throws IOException {
        assertThat(adviceOn("from=\"!10.0.0.1\" "))
                .singleElement()
                .asString()
                .startsWith(folder + "/keys/web:2: warning: this line opens nothing: its from= names only addresses");
    }

    @Test
    void aVariableThatIsNeverSetIsNamed() throws IOException {
        assertThat(adviceOn("environment=\"LD_PRELOAD=x\",environment=\"EDITOR=vi\" "))
                .singleElement()
                .asString()
                .startsWith(folder + "/keys/web:2: warning: its environment= for LD_PRELOAD is never set");
    }

    @Test
    void aPersonsLineIsLookedAtToo() throws IOException {
        write("access.yaml", PEOPLE);
        write("alice.pub", "expiry-time=\"20250101Z\" " + KEY);
        assertThat(advice())
                .singleElement()
                .asString()
                .startsWith(folder + "/alice.pub:1: warning: this line has expired");
    }
}
