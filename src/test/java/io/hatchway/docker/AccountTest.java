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
            4712:x:0:0:called like a number:/:/bin/sh
            """;

    private static final String GROUP = """
            root:x:0:
            app:x:1001:
            web:x:33:app,other
            disk:x:6:other
            www:x:34:other,app
            4242:x:0:
            """;

    private static Account account(String user) {
        return Account.of(user, PASSWD, GROUP, List.of()).orElseThrow();
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
        assertThat(Account.of("4711", "", "", List.of())).contains(new Account(4711, 0, List.of(0)));
        assertThat(Account.of("", "", "", List.of())).contains(new Account(0, 0, List.of(0)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nobody", "app:nobody", "broken", "huge", "-1", "4294967295", "1000:-1", "99999999999", "5x"})
    void whoIsNowhereIsNobody(String user) {
        assertThat(Account.of(user, PASSWD, GROUP, List.of())).isEmpty();
    }

    @Test
    void aNumberIsNoName() {
        assertThat(account("4712")).isEqualTo(new Account(4712, 0, List.of(0)));
        assertThat(account("app:4242")).isEqualTo(new Account(1000, 4242, List.of(4242)));
    }

    @Test
    void whatTheContainerGivesToAllOfItsProgramsIsHisToo() {
        List<String> more = List.of("disk", "4711", "nowhere", "web");
        assertThat(Account.of("app", PASSWD, GROUP, more))
                .contains(new Account(1000, 1001, List.of(1001, 33, 34, 6, 4711)));
        assertThat(Account.of("5:7", PASSWD, GROUP, more)).contains(new Account(5, 7, List.of(7, 6, 4711, 33)));
    }

    @Test
    void aFileWithoutSenseIsAsGoodAsEmpty() {
        assertThat(Account.of("1000", "\0:::\n:::::\n1000\n", "::,,\n", List.of()))
                .contains(new Account(1000, 0, List.of(0)));
    }
}
