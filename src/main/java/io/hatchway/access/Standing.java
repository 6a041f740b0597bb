package io.hatchway.access;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@link Teams} know of a credential.
 *
 * @param line what it was known by; of a certificate's principal there is none
 * @param grants whether its roles allow anything; if not, what they deny, how they record and the second factor hold
 *     all the same
 */
record Standing(
        String name,
        Optional<KeyLine> line,
        List<Role> roles,
        Optional<Secret> secondFactor,
        Origin origin,
        boolean grants) {

    static Standing of(Person person, KeyLine line) {
        return new Standing(
                person.name(), Optional.of(line), person.roles(), person.secondFactor(), person.origin(), true);
    }

    /** Whom a certificate's principal means. */
    static Standing of(Person person) {
        return new Standing(
                person.name(), Optional.empty(), person.roles(), person.secondFactor(), person.origin(), true);
    }

    /** Who it is though this lets nobody in: the key is inside a certificate, or what names it cannot be trusted. */
    Standing withoutGrants() {
        return new Standing(name, line, roles, secondFactor, origin, false);
    }

    /** A role that a certificate's principal names; nobody but the certificate, by its id, says who came. */
    static Standing of(Role role, Credential.Certificate certificate, Origin authority) {
        return new Standing(certificate.id(), Optional.empty(), List.of(role), Optional.empty(), authority, true);
    }

    Stream<Clause.Allow> allowed() {
        return grants ? allowed(roles) : Stream.empty();
    }

    Stream<Clause.Deny> denied() {
        return denied(roles);
    }

    static Stream<Clause.Allow> allowed(List<Role> roles) {
        return roles.stream()
                .flatMap(role -> role.clauses().stream())
                .filter(Clause.Allow.class::isInstance)
                .map(Clause.Allow.class::cast);
    }

    static Stream<Clause.Deny> denied(List<Role> roles) {
        return roles.stream()
                .flatMap(role -> role.clauses().stream())
                .filter(Clause.Deny.class::isInstance)
                .map(Clause.Deny.class::cast);
    }
}
