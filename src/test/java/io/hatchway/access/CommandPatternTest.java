package io.hatchway.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommandPatternTest {
    @ParameterizedTest(name = "{0} means {1}: {2}")
    @CsvSource({
        "ps,              ps,            true",
        "ps,              pse,           false",
        "sessions,        sessions list, true",
        "sessions list,   sessions list, true",
        "sessions list,   sessions kill, false",
        "sessions list,   sessions,      false",
        "sess*,           sessions list, true",
        "* list,          keys list,     true",
        "* list,          keys add,      false",
        "sessions li*,    sessions list, true",
        "*,               sessions list, true",
        "*list,           sessions list, false",
    })
    void aPatternIsComparedWordByWord(String pattern, String command, boolean meant) {
        assertThat(CommandPattern.matches(pattern, command)).isEqualTo(meant);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"ps, true", "keys list, true", "log*, true", "keys list all, false", "Keys, false", "-x, false"})
    void aPatternHasOneWordOrTwo(String text, boolean wellFormed) {
        assertThat(text.matches(CommandPattern.GRAMMAR)).isEqualTo(wellFormed);
    }
}
