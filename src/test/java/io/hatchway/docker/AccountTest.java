package io.hatchway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As engines find the user of a program. */
final class AccountTest {
    private static final String PASSWD = """
            root:x:0:0:root:/root:/bin/sh
            app:x:1000:1001:an app:/home/app:/bin/sh
            again:x:1000:7:the same number:/:/bin/sh
            broken:x
            huge:x:4294967295:0::/:/bin/sh
            """;

    private static final String GROUP = """
            root:x:0:
            app:x:1001:
            web:x:33:app,other
            disk:x:6:other
            www:x:34:other,app
            """;

    private static Account account(String user) {
        return Account.of(user, PASSWD, GROUP).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "root", "0", ":"})
    void nobodyNamedIsRoot(String user) {
        assertThat(account(user)).isEqualTo(new Account(0, 0, List.of(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "1000"})
    void aUserHasHisGroupAndThoseThatNameHim(String user) {
        assertThat(account(user)).isEqualTo(new Account(1000, 1001, List.of(1001, 33, 34)));
    }

    @Test
    void aGroupThatIsAskedForIsTheOnlyOne() {
        assertThat(account("app:disk")).isEqualTo(new Account(1000, 6, List.of(6)));
        assertThat(account("app:33")).isEqualTo(new Account(1000, 33, List.of(33)));
        assertThat(account("5:4321")).isEqualTo(new Account(5, 4321, List.of(4321)));
    }

    @Test
    void aNumberThatNoFileKnowsIsAUserOfTheFirstGroup() {
        assertThat(account("4711")).isEqualTo(new Account(4711, 0, List.of(0)));
        assertThat(Account.of("4711", "", "")).contains(new Account(4711, 0, List.of(0)));
        assertThat(Account.of("", "", "")).contains(new Account(0, 0, List.of(0)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nobody", "app:nobody", "broken", "huge", "-1", "4294967295", "1000:-1", "99999999999", "5x"})
    void whoIsNowhereIsNobody(String user) {
        assertThat(Account.of(user, PASSWD, GROUP)).isEmpty();
    }

    @Test
    void aFileWithoutSenseIsAsGoodAsEmpty() {
        assertThat(Account.of("1000", "\0:::\n:::::\n1000\n", "::,,\n")).contains(new Account(1000, 0, List.of(0)));
    }
}
