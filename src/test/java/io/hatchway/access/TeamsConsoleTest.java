package io.hatchway.access;

import static io.hatchway.access.Answers.denied;
import static io.hatchway.access.Answers.granted;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may open a console, and who is an administrator. */
final class TeamsConsoleTest extends TeamsScene {
    @Test
    void aRestrictedConsoleIsALoginOfItsOwn() {
        clauses.add(new Clause.Allow(names("shop-*"), Permissions.NONE, List.of(), List.of("ps", "logs", "rm")));
        denied(asAlice("operator"));
        consoles.add(new RestrictedConsole("operator", List.of("ps", "logs", "stats"), Scope.ALL));
        CommandAccess commands = granted(asAlice("operator")).commands();
        assertThat(commands.permits("logs", WEB)).isTrue();
        assertThat(commands.permits("rm", WEB)).isFalse();
        assertThat(commands.permits("stats", WEB)).isFalse();
        assertThat(commands.permits("logs")).isTrue();
        Subject other = new Subject(Set.of("db"), Map.of(), Optional.empty(), "");
        assertThat(commands.permits("logs", other)).isFalse();
    }

    @Test
    void aKeysFileNamedAfterARestrictedConsoleOpensIt() {
        consoles.add(new RestrictedConsole("operator", List.of("ps"), names("web")));
        openByLine("operator", STRANGER);
        CommandAccess commands =
                granted(decide("operator", new Credential.Key(STRANGER))).commands();
        assertThat(commands.permits("ps")).isTrue();
        assertThat(commands.permits("ps", WEB)).isFalse();
        assertThat(commands.permits("keys")).isFalse();
    }

    @Test
    void aPatternInTheKeysFolderOpensNoConsole() {
        consoles.add(new RestrictedConsole("operator", List.of("ps"), Scope.ALL));
        openByLine("*", STRANGER);
        denied(decide("operator", new Credential.Key(STRANGER)));
    }

    @Test
    void anAuthorityWhosePrincipalsAreLoginsCanMakeAnAdmin() {
        assertThat(policy().hasAdmin(NOW)).isTrue();
        principalsAreLogins = false;
        assertThat(policy().hasAdmin(NOW)).isFalse();
    }

    @Test
    void whoeverMayRunEverythingEverywhereIsAnAdmin() {
        principalsAreLogins = false;
        assertThat(policy().hasAdmin(NOW)).isFalse();
        clauses.add(new Clause.Allow(names("web"), Permissions.NONE, List.of(), List.of("*")));
        assertThat(policy().hasAdmin(NOW)).isFalse();
        clauses.add(new Clause.Allow(Scope.ALL, Permissions.NONE, List.of(), List.of("*")));
        assertThat(policy().hasAdmin(NOW)).isTrue();
    }

    private void admin(Restrictions restrictions) {
        rules.add(new Rule(
                LoginPattern.parse("admin").orElseThrow(),
                STRANGER,
                restrictions,
                new Origin("keys/admin", 1),
                "root"));
    }

    private static Restrictions options(Optional<String> command, Optional<SourceAddresses> from) {
        return new Restrictions(
                true,
                Flag.UNSAID,
                Flag.UNSAID,
                Flag.UNSAID,
                command,
                from,
                Optional.empty(),
                Map.of(),
                List.of(),
                List.of(),
                true,
                false);
    }

    @Test
    void aLineOfTheAdminFileIsAnAdminUnlessItIsBoundOrRevoked() {
        principalsAreLogins = false;
        admin(options(Optional.of("ps"), Optional.empty()));
        admin(options(Optional.empty(), SourceAddresses.parse("!10.0.0.0/8")));
        assertThat(policy().hasAdmin(NOW)).isFalse();
        rules.clear();
        admin(options(Optional.empty(), SourceAddresses.parse("10.0.0.0/8")));
        assertThat(policy().hasAdmin(NOW)).isTrue();
        revocations = credential -> credential.key().equals(STRANGER);
        assertThat(policy().hasAdmin(NOW)).isFalse();
    }

    @Test
    void anAdminWithNothingButItsConsoleLeftIsStillOne() {
        principalsAreLogins = false;
        clauses.add(new Clause.Allow(Scope.ALL, Permissions.NONE, List.of(), List.of("*")));
        clauses.add(new Clause.Deny(Scope.ALL, EnumSet.of(Permission.SHELL), List.of(), List.of()));
        assertThat(policy().hasAdmin(NOW)).isTrue();
        clauses.add(new Clause.Deny(names("db"), EnumSet.noneOf(Permission.class), List.of(), List.of("rm")));
        assertThat(policy().hasAdmin(NOW)).isFalse();
    }

    @Test
    void aConsoleOnWhichNothingCanBeRunIsNotOpened() {
        clauses.add(new Clause.Allow(Scope.ALL, Permissions.NONE, List.of(), List.of("ps")));
        consoles.add(new RestrictedConsole("operator", List.of("logs"), Scope.ALL));
        granted(asAlice("admin"));
        assertThat(denied(asAlice("operator"))).isEqualTo("no role of alice opens this login");
        clauses.add(new Clause.Deny(Scope.ALL, Set.of(), List.of(), List.of("*")));
        assertThat(denied(asAlice("admin"))).isEqualTo("role developer denies alice this login");
    }

    @Test
    void aRestrictedConsolesNameWithAUserIsNothing() {
        allow(Scope.ALL);
        consoles.add(new RestrictedConsole("operator", List.of("ps"), Scope.ALL));
        denied(asAlice("operator+postgres"));
    }
}
