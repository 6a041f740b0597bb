package io.hatchway.access;

import static io.hatchway.access.Answers.denied;
import static io.hatchway.access.Answers.granted;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whom a certificate means, and what it opens. */
final class TeamsCertificateTest extends TeamsScene {
    private Restrictions certificate = Restrictions.NONE;

    private Credential.Certificate certificate(String... principals) {
        return new Credential.Certificate(
                STRANGER, CA, 7, "id-of-it", List.of(principals), NOW, NOW.plus(Duration.ofHours(1)), certificate);
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
        Credential.Certificate strange = certified(STRANGER, ALICE, "web");
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
        Credential.Certificate theirs = certified(ALICE, STRANGER, "web");
        allow(Scope.ALL);
        denied(decide("web", theirs));
    }

    @Test
    void aCertificateForOnesOwnKeyShedsNeitherDenialsNorTheSecondFactor() {
        deny(names("shop-web-1"));
        secondFactor = secret(1);
        Credential.Certificate own = certified(ALICE, CA, "shop.web", "db");
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
        secondFactor = secret(1);
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
        secondFactor = secret(1);
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
    void aPersonsKeyInsideACertificateIsNotThePersonsKey() {
        allow(Scope.ALL);
        denied(decide("shop.web", certified(ALICE, CA, "x")));
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
}
