package io.hatchway.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.Secret;
import io.hatchway.keys.OneTimeCodes.Verdict;
import io.hatchway.session.ForeignDigits;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OneTimeCodesTest {
    /** RFC 6238's own. */
    private static final Secret SECRET = Secret.of("12345678901234567890".getBytes(US_ASCII));

    private static final Secret OTHER = Secret.of("another secret of somebody".getBytes(US_ASCII));
    private static final String BASE32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(1_111_111_109));
    private final OneTimeCodes codes = new OneTimeCodes(now::get);

    private String code(int steps) {
        return OneTimeCodes.code(SECRET, now.get().getEpochSecond() / 30 + steps);
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    /** RFC 6238, appendix B, the last six digits. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130",
    })
    void theCodesAreThoseOfTheStandard(long time, String code) {
        assertThat(OneTimeCodes.code(SECRET, time / 30)).isEqualTo(code);
    }

    @Test
    void aClockMayBeOneStepOff() {
        assertThat(codes.check(SECRET, code(-1))).isEqualTo(Verdict.RIGHT);
        assertThat(codes.check(SECRET, code(0))).isEqualTo(Verdict.RIGHT);
        assertThat(codes.check(SECRET, code(1))).isEqualTo(Verdict.RIGHT);
        assertThat(codes.check(SECRET, code(2))).isEqualTo(Verdict.WRONG);
        assertThat(new OneTimeCodes(now::get).check(SECRET, code(-2))).isEqualTo(Verdict.WRONG);
    }

    @Test
    void aCodeCountsOnce() {
        String code = code(0);
        assertThat(codes.check(SECRET, code)).isEqualTo(Verdict.RIGHT);
        assertThat(codes.check(SECRET, code)).isEqualTo(Verdict.USED);
        pass(Duration.ofSeconds(30));
        assertThat(codes.check(SECRET, code)).isEqualTo(Verdict.USED);
    }

    @Test
    void whatIsOlderThanAUsedCodeIsUsedToo() {
        assertThat(codes.check(SECRET, code(0))).isEqualTo(Verdict.RIGHT);
        assertThat(codes.check(SECRET, code(-1))).isEqualTo(Verdict.USED);
    }

    @Test
    void whoGuessesHasFewGuesses() {
        for (int i = 0; i < 5; i++) {
            assertThat(codes.check(SECRET, "x")).isEqualTo(Verdict.WRONG);
        }
        assertThat(codes.check(SECRET, code(0))).isEqualTo(Verdict.TOO_MANY);
        String others = OneTimeCodes.code(OTHER, now.get().getEpochSecond() / 30);
        assertThat(codes.check(OTHER, others)).as("somebody else").isEqualTo(Verdict.RIGHT);
        pass(Duration.ofMinutes(6));
        assertThat(codes.check(SECRET, code(0))).as("later").isEqualTo(Verdict.RIGHT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "08180", "0818044", "081804 1", "\u0660\u0668\u0661\u0668\u0660\u0664"})
    void whatIsNoCodeIsWrong(String code) {
        assertThat(codes.check(SECRET, code)).isEqualTo(Verdict.WRONG);
    }

    @Test
    void blanksAroundACodeDoNotMatter() {
        assertThat(codes.check(SECRET, " " + code(0) + "\n")).isEqualTo(Verdict.RIGHT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                BASE32,
                "  gezd gnbv gy3t qojq gezd gnbv gy3t qojq \n",
                "GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ====",
                "otpauth://totp/Gate:alice?secret=" + BASE32,
                "OTPAUTH://TOTP/alice?issuer=Gate&Secret=" + BASE32 + "&algorithm=SHA1&digits=6&period=30",
            })
    void aSecretIsBase32OrAnAddress(String text) {
        assertThat(TotpSecret.parse(text)).contains(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GEZDGNBVGY3TQOJQ",
                "1" + BASE32,
                BASE32 + "A",
                "otpauth://hotp/alice?secret=" + BASE32,
                "otpauth://totp/alice",
                "otpauth://totp/alice?secret=" + BASE32 + "&digits=8",
                "otpauth://totp/alice?secret=" + BASE32 + "&algorithm=SHA256",
                "otpauth://totp/alice?secret=" + BASE32 + "&period=60",
                "otpauth://totp/alice?secret=" + BASE32 + "&secret=" + BASE32,
                "otpauth://totp/alice?secret=%zz",
            })
    void anythingElseIsNoSecret(String text) {
        assertThat(TotpSecret.parse(text)).isEmpty();
    }

    @Test
    void aCodeIsAsciiWhateverTheLocale() throws Exception {
        ForeignDigits.during(() -> {
            assertThat("%d".formatted(1)).isNotEqualTo("1");
            assertThat(OneTimeCodes.code(Secret.of("12345678901234567890".getBytes(US_ASCII)), 1))
                    .isEqualTo("287082");
        });
    }
}
