package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.container.Archive.Glimpse;
import io.hatchway.container.Archive.Kind;
import java.net.ProtocolException;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Docker's engine says of a path. */
final class PathStatTest {

    private static Glimpse parse(String json) throws ProtocolException {
        return PathStat.parse(Base64.getEncoder().encodeToString(json.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({"420, FILE", "2147484141, FOLDER", "69206454, SPECIAL", "33554852, SPECIAL", "8389101, FILE"})
    void aModeIsGosAndTellsTheKind(long mode, Kind kind) throws Exception {
        assertThat(parse("{\"mode\":" + mode + ",\"linkTarget\":\"\"}")).isEqualTo(new Glimpse(kind, Optional.empty()));
    }

    @Test
    void aLinkLeadsToAPathUnlessThatIsNotText() throws Exception {
        assertThat(parse("{\"mode\":134218239,\"linkTarget\":\"/srv/\u00e4\"}"))
                .isEqualTo(new Glimpse(Kind.LINK, Optional.of("/srv/\u00e4")));
        assertThat(parse("{\"mode\":134218239,\"linkTarget\":\"/srv/\ufffd\"}"))
                .isEqualTo(new Glimpse(Kind.LINK, Optional.empty()));
    }

    @Test
    void anythingElseIsNoAnswer() {
        assertThatThrownBy(() -> PathStat.parse("*")).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> parse("{")).isInstanceOf(ProtocolException.class);
    }
}
