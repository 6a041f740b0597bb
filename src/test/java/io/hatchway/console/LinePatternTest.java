package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
final class LinePatternTest {
    @ParameterizedTest
    @CsvSource({
        "a b, xa bx, true",
        "^b, ab, false",
        "'(error|warn)\\b', an error: here, true",
        "'[0-9]{4}-[0-9]{2}', on 2031-05, true",
        "ERROR, an error, false"
    })
    void aPatternIsLookedForAnywhere(String regex, String line, boolean found) throws Exception {
        assertThat(LinePattern.of(regex, false).test(line)).isEqualTo(found);
    }

    @Test
    void caseMayBeLeftOutOfAccount() throws Exception {
        assertThat(LinePattern.of("größe", true).test("GRÖSSE GRÖßE")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*z",
                "(a*)*z",
                "(a|a)*z",
                "(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)"
                        + "(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)(^|^)z"
            })
    void aPatternThatCouldGoBackForEverIsDoneAtOnce(String regex) throws Exception {
        assertThat(LinePattern.of(regex, false).test("a".repeat(48) + "c")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{1000}){1000}){1000}",
                "(((|){1000}){1000}){1000}",
                "(a{1000})\\Q\\E{1000}",
                "((a{2,999}){2,}){999}",
                "(a{40}){99999999999999999999}"
            })
    void whatWouldBeHugeWrittenOutIsRefusedBeforeItIs(String regex) {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> LinePattern.of(regex, false))
                .withMessageContaining("repetitions written out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "(\\d{1,3}\\.){3}\\d{1,3}", ".{500}x", "{,5}"})
    void ordinaryRepetitionsAreShortEnough(String regex) throws Exception {
        assertThat(LinePattern.of(regex, false).test("")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(?!a)", "(?<=a)b", "(a)\\1", "(", "[", "a**"})
    void whatIsNoPatternIsWrongUsage(String regex) {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> LinePattern.of(regex, false))
                .withMessageContaining("is no pattern");
    }

    @Test
    void whatIsNestedTooDeepIsASentence() {
        String deep = "(".repeat(LinePattern.MOST / 2) + ")".repeat(LinePattern.MOST / 2);
        try {
            assertThat(LinePattern.of(deep, false).test("a")).isTrue();
        } catch (CommandException tooDeep) {
            assertThat(tooDeep.sentence()).contains("too deep");
        }
    }

    @Test
    void whoeverIsInterruptedLooksNoFurther() throws Exception {
        LinePattern pattern = LinePattern.of("z", false);
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(EnoughException.class)
                    .isThrownBy(() -> pattern.test("a"))
                    .satisfies(enough -> assertThatExceptionOfType(InterruptedException.class)
                            .as("it is cancelled, and no good end")
                            .isThrownBy(enough::code));
        } finally {
            Thread.interrupted();
        }
    }
}
