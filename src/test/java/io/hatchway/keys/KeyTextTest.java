package io.hatchway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.SampleKeys;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyTextTest {
    private static final String KEY = SampleKeys.line("ed25519");
    private static final Instant THEN = Instant.parse("2030-02-03T04:05:06Z");
    private static final String EXPIRY = "expiry-time=\"20300203040506Z\"";

    @Test
    void aLineIsAddedAtTheEnd() {
        assertThat(KeyText.with("", "x")).isEqualTo("x\n");
        assertThat(KeyText.with("# a\nb", "x")).isEqualTo("# a\nb\nx\n");
        assertThat(KeyText.with("# a\nb\n", "x")).isEqualTo("# a\nb\nx\n");
    }

    @Test
    void aLineGoesAndAllOthersStayToTheByte() {
        String text = "# \u00e9\r\n\n a \nb\n# end";
        assertThat(KeyText.without(text, Set.of(4))).isEqualTo("# \u00e9\r\n\n a \n# end");
        assertThat(KeyText.without(text, Set.of(1, 3))).isEqualTo("\nb\n# end");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|expiry-time=\"20300203040506Z\" ",
                "no-pty |no-pty,expiry-time=\"20300203040506Z\" ",
                "'  no-pty\t'|'  no-pty,expiry-time=\"20300203040506Z\"\t'",
                "expiry-time=\"2020\",no-pty |no-pty,expiry-time=\"20300203040506Z\" ",
                "command=\"a,\\\"b, expiry-time=\",Expiry-Time=\"2020\" |command=\"a,\\\"b, expiry-time=\",expiry-time=\"20300203040506Z\" "
            },
            ignoreLeadingAndTrailingWhitespace = false)
    void theTimeTakesThePlaceOfAnother(String before, String after) throws LineOff {
        assertThat(KeyText.expiring("#\n" + before + KEY + " c\n", Set.of(2), Optional.of(THEN)))
                .isEqualTo("#\n" + after + KEY + " c\n");
    }

    @Test
    void withoutATimeTheOptionGoes() throws LineOff {
        assertThat(KeyText.expiring(EXPIRY + " " + KEY, Set.of(1), Optional.empty()))
                .isEqualTo(KEY);
        assertThat(KeyText.expiring("pty," + EXPIRY + " " + KEY, Set.of(1), Optional.empty()))
                .isEqualTo("pty " + KEY);
    }
}
