package io.hatchway.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NamePatternTest {
    private static boolean matches(String pattern, String name) {
        return new NamePattern(FilePath.ofText(pattern).latin1()).matches(FilePath.ofText(name));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "*, a",
                "*.txt, a.txt",
                "a*c*e, abcde",
                "?, \u00e4",
                "[ab]x, bx",
                "[a-c]x, bx",
                "[!a]x, bx",
                "[^a]x, bx",
                "[]]x, ]x",
                "[!]]x, ax",
                "[a-]x, -x",
                "a[, a[",
                "a[b, a[b",
                "\\*, *",
                "[\\]]x, ]x",
                "[a\\-c]x, -x",
                ".*, .a",
                "\u00e4*, \u00e4b",
                "'*', 'ab'"
            })
    void whatGlobMatches(String pattern, String name) {
        assertThat(matches(pattern, name)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "*.txt, a.tx",
                "*, .a",
                "?a, .a",
                "[.]a, .a",
                "?, ab",
                "[ab]x, cx",
                "[!a]x, ax",
                "[a-c]x, dx",
                "\\*, a",
                "[a\\-c]x, bx",
                "a, A",
                "[ab], ab"
            })
    void whatGlobDoesNotMatch(String pattern, String name) {
        assertThat(matches(pattern, name)).isFalse();
    }

    @Test
    void aNameThatIsNotUtf8IsMatchedByAWildcard() {
        assertThat(new NamePattern("*.txt").matches(new FilePath("\u00ff.txt"))).isTrue();
    }

    @Test
    void manyRunsCostNoMoreThanTheirLengths() {
        String name = "a".repeat(255);
        Assertions.assertTimeout(
                Duration.ofSeconds(5),
                () -> assertThat(matches("*a".repeat(100) + "b", name)).isFalse());
    }
}
