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

/** What the roles of a person allow and deny. */
final class TeamsTest extends TeamsScene {
    @Test
    void aRoleGrantsItsPermissionsUnderThePersonsName() {
        allow(names("shop-*"));
        Grant grant = granted(asAlice("shop.web"));
        assertThat(grant.permissions()).isEqualTo(SHELL_AND_EXEC);
        assertThat(grant.identity().name()).isEqualTo("alice");
        assertThat(grant.origin()).hasToString("alice.pub:1");
    }

    @Test
    void aPersonWithoutAClauseForTheContainerIsDenied() {
        allow(names("db"));
        assertThat(denied(asAlice("shop.web"))).isEqualTo("no role of alice opens this login");
    }

    @Test
    void whatOneEntryAllowsAddsToAnother() {
        allow(names("shop-web-1"));
        clauses.add(new Clause.Allow(
                Scope.ALL, new Permissions(EnumSet.of(Permission.FORWARD), FileAccess.NONE), List.of(), List.of()));
        assertThat(granted(asAlice("shop.web")).permissions().granted())
                .containsExactlyInAnyOrder(Permission.SHELL, Permission.EXEC, Permission.FORWARD);
    }

    @Test
    void aDenialHoldsByWhateverNameTheContainerIsAskedFor() {
        allow(Scope.ALL);
        deny(names("shop-web-1"));
        denied(asAlice("shop.web"));
        denied(asAlice("shop.web.1"));
        denied(asAlice("shop-web-1"));
    }

    @Test
    void aDenialHoldsAgainstALineOfTheKeysFolderToo() {
        openByLine("shop.web", ALICE);
        granted(asAlice("shop.web"));
        deny(new Scope(List.of(), List.of("shop"), Map.of()));
        denied(asAlice("shop.web"));
    }

    @Test
    void aDenialOfOnePermissionLeavesTheOthers() {
        allow(Scope.ALL);
        clauses.add(new Clause.Deny(Scope.ALL, EnumSet.of(Permission.SHELL), List.of(), List.of()));
        assertThat(granted(asAlice("shop.web")).permissions().granted()).containsExactly(Permission.EXEC);
    }

    @Test
    void everySelectorOfAScopeMustAgree() {
        allow(new Scope(List.of("shop-*"), List.of("shop"), Map.of("team", "b*")));
        granted(asAlice("shop.web"));
        container = new Lookup.Found(new Subject(Set.of("shop-web-1"), Map.of("team", "red"), Optional.of("shop"), ""));
        denied(asAlice("shop-web-1"));
    }

    @Test
    void aContainerThatIsNotThereHasNoLabels() {
        allow(new Scope(List.of(), List.of(), Map.of("team", "*")));
        container = Lookup.ABSENT;
        denied(asAlice("shop.web"));
    }

    @Test
    void whileTheEngineIsAwayTheContainerIsDecidedOnWhenItIsEntered() {
        allow(new Scope(List.of(), List.of(), Map.of("team", "red")));
        container = Lookup.UNKNOWN;
        Grant grant = granted(asAlice("shop.web"));
        denied(policy().enter(grant, WEB, NOW));
    }

    @Test
    void aContainerThatSaysNoLetsNobodyIn() {
        allow(Scope.ALL);
        Grant grant = granted(asAlice("shop.web"));
        Subject closed = new Subject(WEB.names(), Map.of("hatchway.enable", "False"), WEB.project(), "");
        assertThat(denied(policy().enter(grant, closed, NOW))).isEqualTo("the container lets nobody in");
    }

    @Test
    void aContainerThatSaysNoIsShutForTheKeysFolderToo() {
        openByLine("shop.web", STRANGER);
        Grant grant = granted(decide("shop.web", new Credential.Key(STRANGER)));
        Subject closed = new Subject(WEB.names(), Map.of("hatchway.enable", "false"), WEB.project(), "");
        assertThat(denied(policy().enter(grant, closed, NOW))).isEqualTo("the container lets nobody in");
        granted(policy().enter(grant, WEB, NOW));
    }

    @Test
    void aUserIsAskedForOnlyWhereAnEntryNamesIt() {
        allow(names("shop-*"));
        granted(asAlice("shop.web+postgres"));
        denied(asAlice("shop.web+root"));
    }

    @Test
    void aDeniedUserIsNotReachedByTheImagesOwnUserOrByANumber() {
        clauses.add(new Clause.Allow(Scope.ALL, SHELL_AND_EXEC, List.of("*"), List.of()));
        deny(Scope.ALL, "root");
        denied(asAlice("shop.web"));
        denied(asAlice("shop.web+root"));
        denied(asAlice("shop.web+0"));
        denied(asAlice("shop.web+00"));
        denied(asAlice("shop.web+1000"));
        granted(asAlice("shop.web+postgres"));
    }

    @Test
    void aLineThatHasRunOutGrantsNothing() {
        allow(Scope.ALL);
        line = new Restrictions(
                true,
                Flag.UNSAID,
                Flag.UNSAID,
                Flag.UNSAID,
                Optional.empty(),
                Optional.empty(),
                Optional.of(NOW),
                Map.of(),
                List.of(),
                List.of(),
                true,
                false);
        assertThat(denied(asAlice("shop.web"))).isEqualTo("alice.pub:1 has expired");
    }

    @Test
    void theRoleThatDeniesIsNamed() {
        allow(Scope.ALL);
        deny(names("shop-web-1"));
        assertThat(denied(asAlice("shop.web"))).isEqualTo("role developer denies alice this login");
    }

    @Test
    void aSecondFactorThatCameSinceTheLoginIsMissing() {
        allow(Scope.ALL);
        Grant before = granted(asAlice("shop.web"));
        secondFactor = secret(1);
        denied(policy().renew(before, NOW));
        granted(policy().renew(granted(asAlice("shop.web")), NOW));
    }

    @Test
    void aLoginBesideAsksForItsOwnSecondFactor() {
        allow(Scope.ALL);
        secondFactor = secret(1);
        Grant given = granted(asAlice("shop.web"));
        granted(policy().beside(given, "shop.web.1", name -> container, NOW));
        secondFactor = secret(2);
        denied(policy().beside(given, "shop.web.1", name -> container, NOW));
    }

    @Test
    void whatIsRevokedCountsForNobody() {
        allow(Scope.ALL);
        granted(asAlice("shop.web"));
        revocations = credential -> credential.key().equals(ALICE);
        assertThat(denied(asAlice("shop.web"))).isEqualTo("it is revoked");
    }
}
