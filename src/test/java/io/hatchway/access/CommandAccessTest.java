package io.hatchway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CommandAccessTest {
    private static final Scope SHOP = new Scope(List.of("shop-*"), List.of(), Map.of());

    private static Clause.Allow allow(Scope scope, String... commands) {
        return new Clause.Allow(scope, Permissions.NONE, List.of(), List.of(commands));
    }

    private static Clause.Deny deny(Scope scope, String... commands) {
        return new Clause.Deny(scope, Set.of(), List.of(), List.of(commands));
    }

    private static CommandAccess access(List<Clause.Allow> allowed, List<Clause.Deny> denied) {
        return new CommandAccess(allowed, denied, Optional.empty());
    }

    @Test
    void everywhereTakesAScopeOverEverything() {
        assertThat(access(List.of(allow(Scope.ALL, "load")), List.of()).permitsEverywhere("load"))
                .isTrue();
        assertThat(access(List.of(allow(SHOP, "load")), List.of()).permitsEverywhere("load"))
                .isFalse();
        assertThat(access(List.of(allow(Scope.ALL, "build"), allow(SHOP, "load")), List.of())
                        .permitsEverywhere("load"))
                .isFalse();
    }

    @Test
    void whatIsDeniedAnywhereIsNotEverywhere() {
        assertThat(access(List.of(allow(Scope.ALL, "*")), List.of(deny(SHOP, "load")))
                        .permitsEverywhere("load"))
                .isFalse();
        assertThat(access(List.of(allow(Scope.ALL, "*")), List.of(deny(SHOP, "rm")))
                        .permitsEverywhere("load"))
                .isTrue();
    }

    @Test
    void aRestrictedConsoleIsTheMost() {
        Optional<RestrictedConsole> shop = Optional.of(new RestrictedConsole("ops", List.of("*"), SHOP));
        Optional<RestrictedConsole> loads = Optional.of(new RestrictedConsole("ops", List.of("load"), Scope.ALL));
        List<Clause.Allow> all = List.of(allow(Scope.ALL, "*"));
        assertThat(new CommandAccess(all, List.of(), shop).permitsEverywhere("load"))
                .isFalse();
        assertThat(new CommandAccess(all, List.of(), loads).permitsEverywhere("load"))
                .isTrue();
        assertThat(new CommandAccess(all, List.of(), loads).permitsEverywhere("build"))
                .isFalse();
        assertThat(new CommandAccess(all, List.of(), loads).isUnlimited()).isFalse();
    }

    private static boolean isEmpty(List<String> ceiling, List<Clause.Deny> denied, String... allowed) {
        return new CommandAccess(
                        List.of(allow(SHOP, allowed)),
                        denied,
                        Optional.of(new RestrictedConsole("ops", ceiling, Scope.ALL)))
                .isEmpty();
    }

    @Test
    void whatAllIsTakenAwayFromLeavesNothing() {
        assertThat(access(List.of(allow(SHOP)), List.of()).isEmpty()).isTrue();
        assertThat(access(List.of(allow(SHOP, "ps")), List.of(deny(Scope.ALL, "p*")))
                        .isEmpty())
                .isTrue();
        assertThat(access(List.of(allow(SHOP, "*")), List.of(deny(Scope.ALL, "*")))
                        .isEmpty())
                .isTrue();
        assertThat(access(List.of(allow(SHOP, "sessions list")), List.of(deny(Scope.ALL, "sessions")))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void whatIsTakenAwaySomewhereOrInPartLeavesSomething() {
        assertThat(access(List.of(allow(SHOP, "ps")), List.of(deny(SHOP, "ps"))).isEmpty())
                .isFalse();
        assertThat(access(List.of(allow(SHOP, "p*")), List.of(deny(Scope.ALL, "ps", "pull")))
                        .isEmpty())
                .isFalse();
        assertThat(access(List.of(allow(SHOP, "sessions")), List.of(deny(Scope.ALL, "sessions list")))
                        .isEmpty())
                .isFalse();
        assertThat(access(List.of(allow(SHOP, "*")), List.of(deny(Scope.ALL, "?")))
                        .isEmpty())
                .isFalse();
    }

    @Test
    void aRestrictedConsoleThatHasNoneOfWhatIsAllowedLeavesNothing() {
        assertThat(isEmpty(List.of("logs"), List.of(), "ps", "pull")).isTrue();
        assertThat(isEmpty(List.of("logs"), List.of(), "l*")).isFalse();
        assertThat(isEmpty(List.of("sessions list"), List.of(), "sessions")).isFalse();
        assertThat(isEmpty(List.of("*gs"), List.of(), "lo*")).isFalse();
        assertThat(isEmpty(List.of("ps"), List.of(deny(Scope.ALL, "ps")), "*")).isTrue();
        assertThat(isEmpty(List.of("ps", "logs"), List.of(deny(Scope.ALL, "ps")), "*"))
                .isFalse();
    }

    private static Subject container(String name, String project) {
        return new Subject(Set.of(name, project + ".db"), Map.of(), Optional.of(project), "");
    }

    private static final Scope BANK = new Scope(List.of(), List.of("bank"), Map.of());

    @Test
    void whatAnythingIsDeniedOfIsNotWhole() {
        CommandAccess files = access(
                List.of(allow(Scope.ALL, "run")),
                List.of(new Clause.Deny(BANK, Set.of(Permission.FILES), List.of(), List.of())));
        assertThat(files.permits("run", container("x", "bank"))).isTrue();
        assertThat(files.permitsWhole("run", container("x", "bank"))).isFalse();
        assertThat(files.permitsWhole("run", container("x", "shop"))).isTrue();
        assertThat(files.permitsWhole("rm", container("x", "shop"))).isFalse();
    }

    @Test
    void aLoginIsOpenedByItsNameWhereNothingIsDenied() {
        CommandAccess shop = access(List.of(allow(SHOP, "keys add")), List.of());
        assertThat(shop.permitsOpening("keys add", "shop-web", login -> List.of()))
                .isTrue();
        assertThat(shop.permitsOpening("keys add", "bank.db", login -> List.of(container("shop-web", "bank"))))
                .as("by the name it is opened by")
                .isFalse();
    }

    @Test
    void aLoginThatLeadsToTheDeniedIsNotOpened() {
        CommandAccess access = access(List.of(allow(Scope.ALL, "keys add")), List.of(deny(BANK, "rm")));
        assertThat(access.permitsOpening("keys add", "shop.db", login -> List.of(container("a", "shop"))))
                .isTrue();
        assertThat(access.permitsOpening(
                        "keys add", "bank.db", login -> List.of(container("a", "shop"), container("b", "bank"))))
                .isFalse();
        assertThat(access.permitsOpening("keys add", "unborn", login -> List.of()))
                .as("nobody knows what it will lead to")
                .isFalse();
    }

    @Test
    void whatIsAddedTakesNothingAway() {
        CommandAccess before = access(List.of(allow(SHOP, "logs")), List.of(deny(BANK, "rm")));
        assertThat(before.keeps("logs", before)).isTrue();
        assertThat(access(List.of(allow(BANK, "ps"), allow(SHOP, "ps", "logs")), List.of())
                        .keeps("logs", before))
                .isTrue();
        assertThat(access(List.of(allow(Scope.ALL, "*")), List.of()).keeps("logs", before))
                .isTrue();
    }

    @Test
    void whatIsTakenFromOneCommandIsNotTakenFromAnother() {
        CommandAccess before = access(List.of(allow(SHOP, "logs", "rm")), List.of());
        CommandAccess now = access(List.of(allow(SHOP, "logs")), List.of());
        assertThat(now.keeps("logs", before)).isTrue();
        assertThat(now.keeps("rm", before)).isFalse();
    }

    @Test
    void lessIsAnEntryGoneOrADenialMoreOrAnAdministratorNoLonger() {
        CommandAccess before = access(List.of(allow(Scope.ALL, "logs")), List.of());
        assertThat(access(List.of(allow(SHOP, "logs")), List.of()).keeps("logs", before))
                .isFalse();
        assertThat(access(List.of(allow(Scope.ALL, "logs")), List.of(deny(BANK, "logs")))
                        .keeps("logs", before))
                .isFalse();
        CommandAccess all = access(List.of(allow(Scope.ALL, "*")), List.of());
        assertThat(before.keeps("logs", all)).isFalse();
    }

    @Test
    void aLowerCeilingIsLess() {
        List<Clause.Allow> all = List.of(allow(Scope.ALL, "*"));
        CommandAccess wide =
                new CommandAccess(all, List.of(), Optional.of(new RestrictedConsole("ops", List.of("*"), Scope.ALL)));
        CommandAccess narrow =
                new CommandAccess(all, List.of(), Optional.of(new RestrictedConsole("ops", List.of("*"), SHOP)));
        CommandAccess other =
                new CommandAccess(all, List.of(), Optional.of(new RestrictedConsole("ops", List.of("ps"), Scope.ALL)));
        assertThat(wide.keeps("logs", narrow)).isTrue();
        assertThat(narrow.keeps("logs", wide)).isFalse();
        assertThat(other.keeps("logs", wide)).isFalse();
        assertThat(wide.keeps("logs", access(all, List.of()))).isFalse();
    }
}
