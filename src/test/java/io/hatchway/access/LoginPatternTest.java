package io.hatchway.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LoginPatternTest {
    private static boolean matches(String pattern, String login) {
        return LoginPattern.parse(pattern)
                .orElseThrow()
                .matches(Target.parse(login).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "web, web",
        "staging-*, staging-web",
        "staging-*, staging-",
        "*, web",
        "*-*, a-b",
        "we?, web",
        "web+postgres, web+postgres",
        "web+*, web+postgres",
        "*+postgres, web+postgres",
        "*+*, web+1000",
        "shop.*, shop.web.2",
        "admin, admin",
    })
    void aPatternMatches(String pattern, String login) {
        assertThat(matches(pattern, login)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "web, web2",
        "web, WEB",
        "staging-*, production-web",
        "we?, we",
        "web, web+postgres",
        "web*, web+postgres",
        "*, web+postgres",
        "web?postgres, web+postgres",
        "web+*, web",
        "web+postgres, web+root",
        "shop.web, shop-web",
    })
    void aPatternDoesNotMatch(String pattern, String login) {
        assertThat(matches(pattern, login)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "admi?", "a*", "*n", "?????", "ad*in"})
    void noPatternOpensTheConsole(String pattern) {
        assertThat(matches(pattern, "admin")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "+",
                "web+",
                "+root",
                "web+a+b",
                "web;id",
                "../x",
                "-v",
                ".web",
                "web\n",
                "web root",
                "admin+x",
                "[ab]",
                "web.pub~",
                "web@host"
            })
    void whatCouldMatchNoLoginIsNoPattern(String text) {
        assertThat(LoginPattern.parse(text)).isEmpty();
    }

    @Test
    void aPatternOfManyStarsIsDecidedAtOnce() {
        String stars = "*a".repeat(60) + "b";
        assertThat(matches(stars, "a".repeat(128))).isFalse();
    }

    @Test
    void onlyAPlainNameIsExact() {
        assertThat(LoginPattern.parse("web+root").orElseThrow().isExact()).isTrue();
        assertThat(LoginPattern.parse("web+*").orElseThrow().isExact()).isFalse();
        assertThat(LoginPattern.parse("we?").orElseThrow().isExact()).isFalse();
    }
}
