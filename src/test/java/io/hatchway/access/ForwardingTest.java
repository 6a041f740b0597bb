package io.hatchway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ForwardingTest {
    private static Restrictions line(
            Flag flag, Optional<String> command, List<String> permitOpen, List<String> permitListen) {
        Restrictions none = Restrictions.NONE;
        return new Restrictions(
                true,
                flag,
                none.agentForwarding(),
                none.x11Forwarding(),
                command,
                none.from(),
                none.expiry(),
                none.environment(),
                endpoints(permitOpen),
                endpoints(permitListen),
                true,
                false);
    }

    private static List<Endpoint> endpoints(List<String> texts) {
        return texts.stream().map(text -> Endpoint.parse(text).orElseThrow()).toList();
    }

    private static Forwarding byLine(Restrictions line) {
        return new Forwarding(Permissions.ALL, line);
    }

    private static Forwarding permitting(String... places) {
        return byLine(line(Flag.UNSAID, Optional.empty(), List.of(places), List.of()));
    }

    private static Forwarding byRole(List<String> open, List<String> listen) {
        return new Forwarding(
                new Permissions(
                        Set.of(Permission.FORWARD),
                        FileAccess.NONE,
                        new ForwardAccess(endpoints(open), endpoints(listen), false)),
                Restrictions.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.1", "::1"})
    void everyKeyReachesTheContainersLoopback(String host) {
        assertThat(byLine(Restrictions.NONE).objectionToPort(host, 80)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "db",
                "10.0.0.1",
                "169.254.169.254",
                "0.0.0.0",
                "::",
                "",
                "127.0.0.2",
                "localhost.",
                "*",
                "/run/x"
            })
    void otherPlacesAreNot(String host) {
        assertThat(byLine(Restrictions.NONE).objectionToPort(host, 80)).isPresent();
    }

    @Test
    void whatTheLineNamesIsReachedAndNothingElse() {
        Forwarding named = permitting("db:5432", "[2001:db8::1]:*");
        assertThat(named.objectionToPort("db", 5432)).isEmpty();
        assertThat(named.objectionToPort("DB", 5432)).isEmpty();
        assertThat(named.objectionToPort("2001:db8::1", 1)).isEmpty();
        assertThat(named.objectionToPort("db", 5433)).isPresent();
        assertThat(named.objectionToPort("localhost", 5432)).isPresent();
    }

    @Test
    void theNamesOfTheLoopbackMeanTheSame() {
        assertThat(permitting("localhost:80").objectionToPort("::1", 80)).isEmpty();
        assertThat(permitting("127.0.0.1:80").objectionToPort("localhost", 80)).isEmpty();
        assertThat(permitting("127.0.0.1:80").objectionToPort("localhost", 81)).isPresent();
    }

    @Test
    void anyHostIsAnyHostAndNoSocket() {
        assertThat(permitting("*:443").objectionToPort("example.org", 443)).isEmpty();
        assertThat(permitting("*:443").objectionToPort("example.org", 80)).isPresent();
        assertThat(permitting("*:*").objectionToSocket("/run/app.sock")).isPresent();
    }

    @Test
    void aSocketIsOpenedByItsPathAlone() {
        assertThat(byLine(Restrictions.NONE).objectionToSocket("/run/app.sock")).isPresent();
        assertThat(permitting("/run/app.sock").objectionToSocket("/run/app.sock"))
                .isEmpty();
        assertThat(permitting("/run/app.sock").objectionToSocket("/run/../run/app.sock"))
                .isPresent();
        assertThat(permitting("/run/app.sock").objectionToPort("localhost", 80)).isPresent();
    }

    @Test
    void whoIsRestrictedForwardsNothing() {
        Forwarding restricted = byLine(line(Flag.REFUSED, Optional.empty(), List.of("localhost:80"), List.of("*:80")));
        assertThat(restricted.objectionToPort("localhost", 80)).isPresent();
        assertThat(restricted.objectionToListening("localhost", 80)).isPresent();
    }

    @Test
    void aForcedCommandForwardsNothingUnlessTheLineSaysSo() {
        Optional<String> command = Optional.of("backup");
        assertThat(byLine(line(Flag.UNSAID, command, List.of(), List.of())).objectionToPort("localhost", 80))
                .isPresent();
        assertThat(byLine(line(Flag.GRANTED, command, List.of(), List.of())).objectionToPort("localhost", 80))
                .isEmpty();
        assertThat(byLine(line(Flag.UNSAID, command, List.of("localhost:80"), List.of()))
                        .objectionToPort("localhost", 80))
                .isEmpty();
    }

    @Test
    void aRoleWithoutThePermissionForwardsNothing() {
        Permissions shell = new Permissions(Set.of(Permission.SHELL), FileAccess.NONE);
        assertThat(new Forwarding(shell, Restrictions.NONE).objectionToPort("localhost", 80))
                .isPresent();
    }

    @Test
    void aRoleThatNamesNoPlacesOpensTheLoopback() {
        Permissions forward = new Permissions(Set.of(Permission.FORWARD), FileAccess.NONE);
        assertThat(new Forwarding(forward, Restrictions.NONE).objectionToPort("localhost", 80))
                .isEmpty();
        assertThat(new Forwarding(forward, Restrictions.NONE).objectionToPort("db", 80))
                .isPresent();
    }

    @Test
    void aPersonsLineNarrowsTheRoleAndAddsNothing() {
        Forwarding both = new Forwarding(
                byRole(List.of("localhost:*", "db:5432"), List.of()).permissions(),
                line(Flag.UNSAID, Optional.empty(), List.of("db:5432", "mail:25"), List.of()));
        assertThat(both.objectionToPort("db", 5432)).isEmpty();
        assertThat(both.objectionToPort("localhost", 80)).isPresent();
        assertThat(both.objectionToPort("mail", 25)).isPresent();
    }

    @Test
    void nobodyListensWithoutBeingTold() {
        assertThat(byLine(Restrictions.NONE).objectionToListening("localhost", 8080))
                .isPresent();
        assertThat(byRole(List.of("*:*"), List.of()).objectionToListening("localhost", 8080))
                .isPresent();
    }

    @Test
    void portsToListenOnAreNamedByLineOrRole() {
        Forwarding line = byLine(line(Flag.UNSAID, Optional.empty(), List.of(), List.of("*:8080")));
        assertThat(line.objectionToListening("localhost", 8080)).isEmpty();
        assertThat(line.objectionToListening("localhost", 8081)).isPresent();
        assertThat(line.objectionToListening("localhost", 0)).isPresent();
        assertThat(byRole(List.of(), List.of("localhost:*")).objectionToListening("127.0.0.1", 0))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "*", "", "::", "10.0.0.1"})
    void onlyTheLoopbackListens(String host) {
        Forwarding anything = byLine(line(Flag.GRANTED, Optional.empty(), List.of(), List.of("*:*")));
        assertThat(anything.objectionToListening(host, 8080)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "::ffff:169.254.169.254",
                "fe80::1",
                "0.0.0.0",
                "::",
                "224.0.0.1",
                "fd00:ec2::254",
                "172.17.0.1"
            })
    void someAddressesAreOutOfBoundsWhateverIsPermitted(String address) {
        assertThat(Forwarding.isOutOfBounds(
                        InetAddress.ofLiteral(address), Set.of(InetAddress.ofLiteral("172.17.0.1"))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "10.0.0.1", "172.17.0.2", "2001:db8::1"})
    void othersAreNot(String address) {
        assertThat(Forwarding.isOutOfBounds(
                        InetAddress.ofLiteral(address), Set.of(InetAddress.ofLiteral("172.17.0.1"))))
                .isFalse();
    }

    @Test
    void aNetworkIsSharedByWhomNothingHoldsToLess() {
        assertThat(byLine(Restrictions.NONE).objectionToSharing()).isEmpty();
        assertThat(byLine(line(Flag.GRANTED, Optional.of("true"), List.of(), List.of()))
                        .objectionToSharing())
                .isPresent();
        assertThat(byLine(line(Flag.REFUSED, Optional.empty(), List.of(), List.of()))
                        .objectionToSharing())
                .isPresent();
        assertThat(permitting("localhost:80").objectionToSharing()).isPresent();
        assertThat(byRole(List.of("localhost:80"), List.of()).objectionToSharing())
                .as("without exec")
                .isPresent();
    }
}
