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
}
