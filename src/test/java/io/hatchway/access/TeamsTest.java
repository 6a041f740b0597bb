package io.hatchway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** People, roles, consoles and certificates in the one decision. */
final class TeamsTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final KeyBlob ALICE = SampleKeys.blob("ed25519");
    private static final KeyBlob CA = SampleKeys.blob("rsa2048");
    private static final KeyBlob STRANGER = SampleKeys.blob("ecdsa256");
    private static final Origin FILE = new Origin("access.yaml", 3);
    private static final Subject WEB = new Subject(
            Set.of("shop-web-1", "shop.web", "shop.web.1"), Map.of("team", "blue"), Optional.of("shop"), "");
    private static final Permissions SHELL_AND_EXEC =
            new Permissions(EnumSet.of(Permission.SHELL, Permission.EXEC), FileAccess.NONE);

    private final List<Rule> rules = new ArrayList<>();
    private final List<Clause> clauses = new ArrayList<>();
    private final List<RestrictedConsole> consoles = new ArrayList<>();
    private final List<KeyLine> former = new ArrayList<>();
    private final List<String> personPrincipals = new ArrayList<>();
    private final List<String> rolePrincipals = new ArrayList<>();
    private Restrictions line = Restrictions.NONE;
    private Restrictions certificate = Restrictions.NONE;
    private boolean principalsAreLogins = true;
    private boolean trusted = true;
    private Optional<Secret> secondFactor = Optional.empty();
    private Revocations revocations = Revocations.NONE;
    private Lookup container = new Lookup.Found(WEB);

    private Policy policy() {
        Role role = new Role("developer", rolePrincipals, clauses);
        KeyLine key = new KeyLine(new Holder.Key(ALICE), line, new Origin("alice.pub", 1), "laptop");
        Person alice = new Person("alice", List.of(key), former, personPrincipals, List.of(role), secondFactor, FILE);
        List<Authority> authority = List.of(new Authority(CA, principalsAreLogins, new Origin("ca.pub", 1)));
        Teams teams = trusted
                ? new Teams(List.of(alice), List.of(role), consoles, authority)
                : new Teams(List.of(alice), List.of(role), consoles, List.of(), authority);
        return new Policy(rules, List.of(), teams, revocations);
    }

    private Decision asAlice(String login) {
        return decide(login, new Credential.Key(ALICE));
    }

    private Decision decide(String login, Credential credential) {
        return policy().decide(new Attempt(login, credential, HERE, NOW), name -> container);
    }

    private Credential.Certificate certificate(String... principals) {
        return new Credential.Certificate(
                STRANGER, CA, 7, "id-of-it", List.of(principals), NOW, NOW.plus(Duration.ofHours(1)), certificate);
    }

    private static Scope names(String... patterns) {
        return new Scope(List.of(patterns), List.of(), Map.of());
    }

    private void allow(Scope scope) {
        clauses.add(new Clause.Allow(scope, SHELL_AND_EXEC, List.of("postgres"), List.of()));
    }

    private void deny(Scope scope, String... users) {
        clauses.add(new Clause.Deny(scope, EnumSet.allOf(Permission.class), List.of(users), List.of()));
    }

    private static Grant granted(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Allowed.class);
        return ((Decision.Allowed) decision).grant().provenBy(Proof.OF_PLAIN_KEY);
    }

    private static String denied(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Denied.class);
        return ((Decision.Denied) decision).reason();
    }

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
        rules.add(new Rule(
                LoginPattern.parse("shop.web").orElseThrow(),
                ALICE,
                Restrictions.NONE,
                new Origin("keys/shop.web", 1),
                "a"));
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
        rules.add(new Rule(
                LoginPattern.parse("shop.web").orElseThrow(),
                STRANGER,
                Restrictions.NONE,
                new Origin("keys/shop.web", 1),
                "s"));
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

    private void allowRecorded(Scope scope, Recording recording) {
        clauses.add(new Clause.Allow(scope, SHELL_AND_EXEC, List.of(), List.of(), Optional.of(recording)));
    }

    @Test
    void theStrictestEntryForTheContainerSaysHowItIsRecorded() {
        allow(Scope.ALL);
        assertThat(granted(asAlice("shop.web")).recording()).isEmpty();
        allowRecorded(names("shop-*"), Recording.BEST_EFFORT);
        allowRecorded(Scope.ALL, Recording.OFF);
        allowRecorded(names("db"), Recording.STRICT);
        assertThat(granted(asAlice("shop.web")).recording()).contains(Recording.BEST_EFFORT);
    }

    @Test
    void anEntryForAnotherUserDoesNotSayHowASessionIsRecorded() {
        allow(Scope.ALL);
        allowRecorded(Scope.ALL, Recording.STRICT);
        assertThat(granted(asAlice("shop.web")).recording()).contains(Recording.STRICT);
        assertThat(granted(asAlice("shop.web+postgres")).recording()).isEmpty();
    }

    @Test
    void whatIsRecordedIsKnownWhenTheContainerIs() {
        allow(Scope.ALL);
        allowRecorded(new Scope(List.of(), List.of(), Map.of("team", "red")), Recording.STRICT);
        allowRecorded(new Scope(List.of(), List.of(), Map.of("team", "blue")), Recording.BEST_EFFORT);
        container = Lookup.UNKNOWN;
        Grant grant = granted(asAlice("shop.web"));
        assertThat(grant.recording()).contains(Recording.STRICT);
        assertThat(granted(policy().enter(grant, WEB, NOW)).recording()).contains(Recording.BEST_EFFORT);
    }

    @Test
    void aPersonIsRecordedWhateverLetsHerIn() {
        rules.add(new Rule(
                LoginPattern.parse("shop.web").orElseThrow(),
                ALICE,
                Restrictions.NONE,
                new Origin("keys/shop.web", 1),
                "a"));
        allowRecorded(names("shop-*"), Recording.STRICT);
        Grant grant = granted(asAlice("shop.web"));
        assertThat(grant.origin()).hasToString("keys/shop.web:1");
        assertThat(grant.recording()).contains(Recording.STRICT);
    }

    @Test
    void aCertificateForOnesOwnKeyDoesNotShedTheRecording() {
        allowRecorded(names("shop-*"), Recording.STRICT);
        Credential.Certificate own = new Credential.Certificate(
                ALICE, CA, 7, "id", List.of("shop.web"), NOW, NOW.plusSeconds(1), Restrictions.NONE);
        assertThat(granted(decide("shop.web", own)).recording()).contains(Recording.STRICT);
    }

    @Test
    void aConsoleIsRecordedAsTheEntriesWithCommandsSay() {
        allowRecorded(Scope.ALL, Recording.STRICT);
        clauses.add(new Clause.Allow(
                Scope.ALL, Permissions.NONE, List.of(), List.of("ps"), Optional.of(Recording.BEST_EFFORT)));
        assertThat(granted(asAlice("admin")).recording()).contains(Recording.BEST_EFFORT);
        assertThat(granted(asAlice("shop.web")).recording()).contains(Recording.STRICT);
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
        rules.add(new Rule(
                LoginPattern.parse("operator").orElseThrow(),
                STRANGER,
                Restrictions.NONE,
                new Origin("keys/operator", 1),
                "o"));
        CommandAccess commands =
                granted(decide("operator", new Credential.Key(STRANGER))).commands();
        assertThat(commands.permits("ps")).isTrue();
        assertThat(commands.permits("ps", WEB)).isFalse();
        assertThat(commands.permits("keys")).isFalse();
    }

    @Test
    void aPatternInTheKeysFolderOpensNoConsole() {
        consoles.add(new RestrictedConsole("operator", List.of("ps"), Scope.ALL));
        rules.add(new Rule(
                LoginPattern.parse("*").orElseThrow(), STRANGER, Restrictions.NONE, new Origin("keys/*", 1), "o"));
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
    void theRoleThatDeniesIsNamed() {
        allow(Scope.ALL);
        deny(names("shop-web-1"));
        assertThat(denied(asAlice("shop.web"))).isEqualTo("role developer denies alice this login");
    }

    @Test
    void aCertificateIsSaidByItsIdAndWhyItStaysOut() {
        Grant grant = granted(decide("web", certificate("web", "db")));
        assertThat(grant.identity().name()).isEqualTo("id-of-it");
        assertThat(grant)
                .hasToString("id-of-it (" + STRANGER.fingerprint()
                        + ", certificate 'id-of-it', serial 7, for the principals web, db, of the authority "
                        + CA.fingerprint()
                        + ") may open web by ca.pub:1");
        assertThat(denied(decide("web", certificate("db"))))
                .isEqualTo("nothing opens this login to a principal of its certificate");
        Credential.Certificate strange = new Credential.Certificate(
                STRANGER, ALICE, 7, "id", List.of("web"), NOW, NOW.plusSeconds(1), Restrictions.NONE);
        assertThat(denied(decide("web", strange))).isEqualTo("nobody trusts its certificate's authority");
    }

    @Test
    void aRolesPrincipalIsNamedByItsCertificate() {
        rolePrincipals.add("oncall");
        allow(Scope.ALL);
        principalsAreLogins = false;
        assertThat(granted(decide("shop.web", certificate("oncall"))).identity().name())
                .isEqualTo("id-of-it");
    }

    @Test
    void aCertificateOpensTheLoginItsPrincipalNames() {
        granted(decide("web", certificate("web")));
        denied(decide("web", certificate("db")));
        denied(decide("web", certificate()));
        principalsAreLogins = false;
        denied(decide("web", certificate("web")));
    }

    @Test
    void aCertificateOfNobodysAuthorityOpensNothing() {
        Credential.Certificate theirs = new Credential.Certificate(
                ALICE, STRANGER, 7, "id", List.of("web"), NOW, NOW.plusSeconds(1), Restrictions.NONE);
        allow(Scope.ALL);
        denied(decide("web", theirs));
    }

    @Test
    void aCertificateForOnesOwnKeyShedsNeitherDenialsNorTheSecondFactor() {
        deny(names("shop-web-1"));
        secondFactor = Optional.of(Secret.of(new byte[] {1}));
        Credential.Certificate own = new Credential.Certificate(
                ALICE, CA, 7, "id", List.of("shop.web", "db"), NOW, NOW.plusSeconds(1), Restrictions.NONE);
        denied(decide("shop.web", own));
        container = Lookup.ABSENT;
        assertThat(granted(decide("db", own)).secondFactor()).isEqualTo(secondFactor);
    }

    @Test
    void whoWasKnownByAnAuthoritysLineIsStillThePersonWhenItCanNoLongerBeRead() {
        former.add(new KeyLine(
                new Holder.Authority(CA, Optional.of(List.of("alice"))),
                Restrictions.NONE,
                new Origin("alice.pub", 2),
                ""));
        deny(names("shop-web-1"));
        secondFactor = Optional.of(Secret.of(new byte[] {1}));
        denied(decide("shop.web", certificate("alice", "shop.web")));
        granted(decide("shop.web", certificate("bob", "shop.web")));
        container = Lookup.ABSENT;
        assertThat(granted(decide("db", certificate("alice", "db"))).secondFactor())
                .isEqualTo(secondFactor);
        denied(decide("db", certificate("alice")));
    }

    @Test
    void whoIsKnownByAPrincipalIsStillThePersonWhenTheAuthorityCanNoLongerBeRead() {
        allow(Scope.ALL);
        deny(names("shop-web-1"));
        personPrincipals.add("alice");
        secondFactor = Optional.of(Secret.of(new byte[] {1}));
        rules.add(new Rule(
                LoginPattern.parse("*").orElseThrow(),
                new KeyLine(
                        new Holder.Authority(CA, Optional.of(List.of("alice", "bob"))),
                        Restrictions.NONE,
                        new Origin("keys/_all", 1),
                        "")));
        trusted = false;
        denied(decide("shop.web", certificate("alice")));
        granted(decide("shop.web", certificate("bob")));
        container = Lookup.ABSENT;
        assertThat(granted(decide("db", certificate("alice"))).secondFactor()).isEqualTo(secondFactor);
        rules.clear();
        denied(decide("db", certificate("alice")));
    }

    @Test
    void aSecondFactorThatCameSinceTheLoginIsMissing() {
        allow(Scope.ALL);
        Grant before = granted(asAlice("shop.web"));
        secondFactor = Optional.of(Secret.of(new byte[] {1}));
        denied(policy().renew(before, NOW));
        granted(policy().renew(granted(asAlice("shop.web")), NOW));
    }

    @Test
    void aLoginBesideAsksForItsOwnSecondFactor() {
        allow(Scope.ALL);
        secondFactor = Optional.of(Secret.of(new byte[] {1}));
        Grant given = granted(asAlice("shop.web"));
        granted(policy().beside(given, "shop.web.1", name -> container, NOW));
        secondFactor = Optional.of(Secret.of(new byte[] {2}));
        denied(policy().beside(given, "shop.web.1", name -> container, NOW));
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

    @Test
    void aPersonsKeyInsideACertificateIsNotThePersonsKey() {
        allow(Scope.ALL);
        denied(decide(
                "shop.web",
                new Credential.Certificate(
                        ALICE, CA, 7, "id", List.of("x"), NOW, NOW.plusSeconds(1), Restrictions.NONE)));
    }

    @Test
    void aPrincipalStandsForAPersonOrARole() {
        allow(Scope.ALL);
        denied(decide("shop.web", certificate("ops")));
        rolePrincipals.add("ops");
        assertThat(granted(decide("shop.web", certificate("ops"))).permissions())
                .isEqualTo(SHELL_AND_EXEC);
        personPrincipals.add("alice@example.org");
        assertThat(granted(decide("shop.web", certificate("alice@example.org")))
                        .identity()
                        .name())
                .isEqualTo("alice");
    }

    @Test
    void aCertificateHoldsFromItsFirstInstantUntilBeforeItsLast() {
        Credential.Certificate it = certificate("web");
        Policy policy = policy();
        assertThat(denied(policy.decide(
                        new Attempt("web", it, HERE, it.validFrom().minusNanos(1)), name -> container)))
                .isEqualTo("its certificate is not valid yet");
        assertThat(denied(policy.decide(new Attempt("web", it, HERE, it.validUntil()), name -> container)))
                .isEqualTo("its certificate has expired");
    }

    @Test
    void aCertificateTakesAwayAndNeverAdds() {
        certificate = SampleGrants.restrictions(Optional.of("id"), Map.of("A", "b"), false);
        Restrictions restrictions = granted(decide("web", certificate("web"))).restrictions();
        assertThat(restrictions.pty()).isFalse();
        assertThat(restrictions.command()).contains("id");
        assertThat(restrictions.environment()).isEmpty();
        assertThat(restrictions.agentForwarding()).isEqualTo(Flag.UNSAID);
        assertThat(restrictions.expiry()).contains(NOW.plus(Duration.ofHours(1)));
    }

    @Test
    void twoForcedCommandsMustBeTheSame() {
        Restrictions ls = SampleGrants.restrictions(Optional.of("ls"), Map.of(), true);
        rules.add(new Rule(
                LoginPattern.parse("web").orElseThrow(),
                new KeyLine(new Holder.Authority(CA, Optional.of(List.of("x"))), ls, new Origin("keys/web", 1), "")));
        certificate = ls;
        granted(decide("web", certificate("x")));
        certificate = SampleGrants.restrictions(Optional.of("id"), Map.of(), true);
        assertThat(denied(decide("web", certificate("x"))))
                .isEqualTo("keys/web:1 forces another command than the certificate");
    }

    @Test
    void anAuthorityOnALineWithoutPrincipalsMeansTheLogin() {
        principalsAreLogins = false;
        rules.add(new Rule(
                LoginPattern.parse("web").orElseThrow(),
                new KeyLine(
                        new Holder.Authority(CA, Optional.empty()), Restrictions.NONE, new Origin("keys/web", 1), "")));
        granted(decide("web", certificate("web")));
        denied(decide("web", certificate("other")));
        denied(decide("web", new Credential.Key(CA)));
    }

    @Test
    void whatIsRevokedCountsForNobody() {
        allow(Scope.ALL);
        granted(asAlice("shop.web"));
        revocations = credential -> credential.key().equals(ALICE);
        assertThat(denied(asAlice("shop.web"))).isEqualTo("it is revoked");
    }
}
