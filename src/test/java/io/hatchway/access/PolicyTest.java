package io.hatchway.access;

import static io.hatchway.access.Answers.denied;
import static io.hatchway.access.Answers.granted;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PolicyTest {
    private static final KeyBlob KEY = SampleKeys.blob("ed25519");
    private static final KeyBlob OTHER = SampleKeys.blob("other");
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");

    private static Rule rule(String file, int line, Restrictions restrictions) {
        return new Rule(
                LoginPattern.parse(file).orElseThrow(), KEY, restrictions, new Origin(file, line), "alice@example.org");
    }

    private static Rule rule(String file) {
        return rule(file, 1, Restrictions.NONE);
    }

    private static Restrictions with(Optional<String> from, Optional<Instant> expiry) {
        Restrictions none = Restrictions.NONE;
        return new Restrictions(
                none.pty(),
                none.portForwarding(),
                none.agentForwarding(),
                none.x11Forwarding(),
                none.command(),
                from.map(text -> SourceAddresses.parse(text).orElseThrow()),
                expiry,
                none.environment(),
                none.permitOpen(),
                none.permitListen(),
                none.touchRequired(),
                none.verifyRequired());
    }

    private static Policy policy(Rule... rules) {
        return new Policy(List.of(rules), List.of(), Teams.NONE, Revocations.NONE);
    }

    private static Decision decide(Policy policy, String login) {
        return decide(policy, login, KEY, HERE, NOW);
    }

    private static Decision decide(Policy policy, String login, KeyBlob key, InetAddress source, Instant now) {
        return policy.decide(new Attempt(login, new Credential.Key(key), source, now), name -> Lookup.UNKNOWN);
    }

    @Test
    void whoeverIsInTheFileMayOpenWhatItIsNamedAfter() {
        Grant grant = granted(decide(policy(rule("web")), "web"));
        assertThat(grant.target()).isEqualTo(new Target.Container("web", Optional.empty()));
        assertThat(grant.identity()).isEqualTo(new Identity("alice@example.org", KEY.fingerprint()));
        assertThat(grant.origin()).hasToString("web:1");
        assertThat(grant.source()).isEqualTo(HERE);
    }

    @Test
    void anEmptyPolicyGrantsNothing() {
        assertThat(denied(decide(Policy.EMPTY, "web"))).isEqualTo("no line has this key");
    }

    @Test
    void anotherKeyOpensNothing() {
        Decision decision = decide(policy(rule("web")), "web", OTHER, HERE, NOW);
        assertThat(denied(decision)).isEqualTo("no line has this key");
    }

    @Test
    void anotherLoginIsNotOpened() {
        assertThat(denied(decide(policy(rule("web")), "db"))).isEqualTo("no line with this key opens this login");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "web;id", "../web", "-v", "web\n", "web\0", "web+root+x"})
    void aLoginThatCannotExistIsDeniedAndNotRepeated(String login) {
        assertThat(denied(decide(policy(rule("*")), login))).isEqualTo("the login name is not one that can exist");
    }

    @Test
    void onlyTheFileAdminOpensTheConsole() {
        denied(decide(policy(rule("*"), rule("a*")), "admin"));
        assertThat(granted(decide(policy(rule("*"), rule("admin")), "admin")).target())
                .isEqualTo(new Target.Console("admin"));
        denied(decide(policy(rule("admin")), "web"));
    }

    @Test
    void theFileOfTheExactNameComesBeforeAPattern() {
        Policy policy = policy(rule("*"), rule("w*"), rule("web"));
        assertThat(granted(decide(policy, "web")).origin()).hasToString("web:1");
    }

    @Test
    void amongPatternsTheFirstFileCountsAndInAFileTheFirstLine() {
        Policy policy = policy(rule("*", 2, Restrictions.NONE), rule("*", 3, Restrictions.NONE), rule("w*"));
        assertThat(granted(decide(policy, "web")).origin()).hasToString("*:2");
    }

    @Test
    void aLineThatDoesNotHoldGivesWayToTheNext() {
        Policy policy = policy(rule("web", 1, with(Optional.of("10.0.0.0/8"), Optional.empty())), rule("*"));
        assertThat(granted(decide(policy, "web")).origin()).hasToString("*:1");
    }

    @Test
    void theInstantOfExpiryIsTooLate() {
        Policy until = policy(rule("web", 1, with(Optional.empty(), Optional.of(NOW))));
        assertThat(denied(decide(until, "web"))).isEqualTo("web:1 has expired");
        granted(decide(until, "web", KEY, HERE, NOW.minusNanos(1)));
    }

    @Test
    void anotherAddressIsDenied() {
        Policy policy = policy(rule("web", 1, with(Optional.of("10.0.0.0/8"), Optional.empty())));
        assertThat(denied(decide(policy, "web"))).isEqualTo("web:1 does not allow the client's address");
        granted(decide(policy, "web", KEY, InetAddress.ofLiteral("10.9.9.9"), NOW));
    }

    @Test
    void aUserIsDeniedUnlessTheFilesNameGrantsIt() {
        denied(decide(policy(rule("web"), rule("*")), "web+postgres"));
        granted(decide(policy(rule("web+postgres")), "web+postgres"));
        granted(decide(policy(rule("web+*")), "web+postgres"));
        denied(decide(policy(rule("web+postgres")), "web+root"));
        denied(decide(policy(rule("web+*")), "web"));
    }

    private static RunAs runAs(String containers, String... users) {
        return new RunAs(LoginPattern.parse(containers).orElseThrow(), Set.of(users));
    }

    @Test
    void theConfigurationAddsUsersForWhoeverMayOpenTheContainer() {
        Policy policy =
                new Policy(List.of(rule("web")), List.of(runAs("w*", "postgres")), Teams.NONE, Revocations.NONE);
        assertThat(granted(decide(policy, "web+postgres")).target())
                .isEqualTo(new Target.Container("web", Optional.of("postgres")));
        denied(decide(policy, "web+root"));
        denied(decide(policy, "web+postgres", OTHER, HERE, NOW));
    }

    @Test
    void theConfigurationOpensNoContainerByItself() {
        Policy policy = new Policy(
                List.of(rule("db"), rule("web+root")), List.of(runAs("*", "postgres")), Teams.NONE, Revocations.NONE);
        denied(decide(policy, "web"));
        denied(decide(policy, "web+postgres"));
        denied(decide(policy, "admin"));
    }

    @Test
    void ofTheConfigurationsUserListsTheFirstThatMatchesCounts() {
        Policy policy = new Policy(
                List.of(rule("web")),
                List.of(runAs("web", "postgres"), runAs("*", "root")),
                Teams.NONE,
                Revocations.NONE);
        granted(decide(policy, "web+postgres"));
        denied(decide(policy, "web+root"));
    }

    @Test
    void aFileForTheUserComesBeforeAUserTheConfigurationAdds() {
        Policy policy = new Policy(
                List.of(rule("web"), rule("web+*")), List.of(runAs("web", "postgres")), Teams.NONE, Revocations.NONE);
        assertThat(granted(decide(policy, "web+postgres")).origin()).hasToString("web+*:1");
    }

    @Test
    void aNewChannelIsDecidedOnTheNewestPolicy() {
        Grant grant = granted(decide(policy(rule("web")), "web"));
        assertThat(granted(policy(rule("*")).renew(grant, NOW)).origin()).hasToString("*:1");
        denied(Policy.EMPTY.renew(grant, NOW));
        denied(policy(rule("web", 1, with(Optional.empty(), Optional.of(NOW)))).renew(grant, NOW));
        denied(policy(rule("web", 1, with(Optional.of("10.0.0.0/8"), Optional.empty())))
                .renew(grant, NOW));
    }

    private static Rule needing(String logins, boolean touch, boolean verified) {
        Restrictions none = Restrictions.NONE;
        Restrictions needing = new Restrictions(
                none.pty(),
                none.portForwarding(),
                none.agentForwarding(),
                none.x11Forwarding(),
                none.command(),
                none.from(),
                none.expiry(),
                none.environment(),
                none.permitOpen(),
                none.permitListen(),
                touch,
                verified);
        return rule(logins, 1, needing);
    }

    @Test
    void whatASecurityKeyDidNotProveAtTheLoginIsMissingWhenALineAsksForItLater() {
        Policy free = policy(needing("web", false, false));
        Grant untouched = granted(decide(free, "web")).provenBy(new Proof(false, false));
        Grant touched = untouched.provenBy(new Proof(true, false));
        granted(free.renew(untouched, NOW));
        Policy touching = policy(needing("web", true, false));
        assertThat(denied(touching.renew(untouched, NOW))).startsWith("nobody touched");
        granted(touching.renew(touched, NOW));
        Policy pin = policy(needing("web", true, true));
        assertThat(denied(pin.renew(touched, NOW))).startsWith("the security key did not verify");
        granted(pin.renew(touched.provenBy(new Proof(true, true)), NOW));
    }

    @Test
    void whatWasProvenIsRememberedFromOneRenewalToTheNext() {
        Policy pin = policy(needing("web", true, true));
        Grant grant = granted(decide(pin, "web"));
        for (int channel = 0; channel < 3; channel++) {
            grant = ((Decision.Allowed) pin.renew(grant, NOW)).grant();
        }
        assertThat(grant.origin()).hasToString("web:1");
    }

    @Test
    void aLoginBesideAsksForWhatItWouldAtTheDoor() {
        Policy policy = policy(rule("admin"), needing("web", true, true));
        Grant console = granted(decide(policy, "admin"));
        granted(policy.beside(console, "web", name -> Lookup.UNKNOWN, NOW));
        Grant withoutPin = console.provenBy(new Proof(true, false));
        assertThat(denied(policy.beside(withoutPin, "web", name -> Lookup.UNKNOWN, NOW)))
                .startsWith("the security key did not verify");
        denied(policy.beside(console, "db", name -> Lookup.UNKNOWN, NOW));
    }

    @Test
    void aFingerprintIsWhatSshKeygenPrints() {
        assertThat(KEY.fingerprint()).isEqualTo("SHA256:vqJpXd2V+piTAvAWXndJze4i9wfXoNPVyCS5F3AX6+k");
        assertThat(KEY.type()).isEqualTo("ssh-ed25519");
    }

    @Test
    void aKeyKeepsItsOwnCopyOfItsBytes() {
        byte[] bytes = {0, 0, 0, 1, 'a'};
        KeyBlob key = KeyBlob.of(bytes);
        bytes[4] = 'b';
        key.bytes()[4] = 'c';
        assertThat(key.type()).isEqualTo("a");
        assertThat(key).isEqualTo(KeyBlob.of(new byte[] {0, 0, 0, 1, 'a'})).isNotEqualTo(KeyBlob.of(bytes));
    }

    @Test
    void aTornBlobHasNoType() {
        assertThat(KeyBlob.of(new byte[0]).type()).isEmpty();
        assertThat(KeyBlob.of(new byte[] {0, 0, 0, 9, 'a'}).type()).isEmpty();
        assertThat(KeyBlob.of(new byte[] {-1, -1, -1, -1, 'a'}).type()).isEmpty();
    }

    @Test
    void anIdentitysNameIsFitForATerminal() {
        assertThat(Identity.of(KEY, "\u001b[31mred\u0007\u202e\n x\u0000 ").name())
                .isEqualTo("[31mred x");
        assertThat(Identity.of(KEY, "\u001b\u0007").name()).isEqualTo(KEY.fingerprint());
        assertThat(Identity.of(KEY, "x".repeat(1_000_000)).name()).hasSize(128);
        assertThat(Identity.of(KEY, "😀".repeat(500)).name()).isEqualTo("😀".repeat(128));
    }
}
