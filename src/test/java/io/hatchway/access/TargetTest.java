package io.hatchway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetTest {
    @Test
    void adminIsTheConsole() {
        assertThat(Target.parse("admin")).contains(new Target.Console("admin"));
    }

    @Test
    void theConsoleHasNoUsers() {
        assertThat(Target.parse("admin+root")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", "shop.web", "shop.web.2", "a", "Web_1-x", "0"})
    void aContainersNameIsAContainer(String login) {
        assertThat(Target.parse(login)).contains(new Target.Container(login, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "1000", "_apt", "www-data", "first.last"})
    void whatFollowsThePlusIsAUser(String user) {
        assertThat(Target.parse("web+" + user)).contains(new Target.Container("web", Optional.of(user)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "+",
                "web+",
                "+root",
                "web+a+b",
                "web;id",
                "../x",
                "-v",
                ".web",
                "_web",
                "web\n",
                "\nweb",
                "web\0",
                "web root",
                "web+root:root",
                "web+-u",
                "web/..",
                "wéb",
                "web*",
                "*",
                "$(id)",
                "ｗeb",
                "web+\u202eroot"
            })
    void anythingElseIsNoTarget(String login) {
        assertThat(Target.parse(login)).isEmpty();
    }

    @Test
    void aNameHas128CharactersAtMostAndAUser32() {
        assertThat(Target.parse("a".repeat(128) + "+" + "u".repeat(32))).isPresent();
        assertThat(Target.parse("a".repeat(129))).isEmpty();
        assertThat(Target.parse("a+" + "u".repeat(33))).isEmpty();
        assertThat(Target.parse("a".repeat(65_536))).isEmpty();
    }

    @Test
    void theLoginIsWhatWasParsed() {
        assertThat(Target.parse("web+root").map(Target::login)).contains("web+root");
        assertThat(Target.parse("shop.web.2").map(Target::login)).contains("shop.web.2");
        assertThat(Target.parse("admin").map(Target::login)).contains("admin");
    }
}
