package io.hatchway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.session.ForeignDigits;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class DockerLogsTest {
    @Test
    void timesAreAsciiWhateverTheLocale() throws Exception {
        ForeignDigits.during(() ->
                assertThat(DockerLogs.seconds(Instant.ofEpochSecond(17, 5))).isEqualTo("17.000000005"));
    }
}
