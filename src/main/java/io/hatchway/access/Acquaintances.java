package io.hatchway.access;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds whom a credential stands for. Each login, each channel and, every second, each running session asks, so what is
 * asked for is looked up by its key or its principals: the answer takes no longer where there are more people.
 */
final class Acquaintances {
    private record Line(Person person, KeyLine line) {}

    private final Teams teams;
    private final Map<KeyBlob, List<Line>> lines = new HashMap<>();
    private final Map<KeyBlob, List<Line>> former = new HashMap<>();
    private final Map<String, List<Person>> people = new HashMap<>();
    private final Map<String, List<Role>> roles = new HashMap<>();

    Acquaintances(Teams teams) {
        this.teams = teams;
        for (Person person : teams.people()) {
            person.keys().forEach(line -> add(lines, line.key(), new Line(person, line)));
            person.former().forEach(line -> add(former, line.key(), new Line(person, line)));
            person.principals().stream().distinct().forEach(principal -> add(people, principal, person));
        }
        for (Role role : teams.roles()) {
            role.principals().stream().distinct().forEach(principal -> add(roles, principal, role));
        }
    }

    private static <K, V> void add(Map<K, List<V>> index, K key, V value) {
        index.computeIfAbsent(key, first -> new ArrayList<>()).add(value);
    }

    /** What is known of a credential that is used for this login: those who grant something first. */
    List<Standing> standings(Credential credential, String login) {
        return Stream.of(byLine(credential, login), byPrincipal(credential), bearers(credential, login))
                .flatMap(standings -> standings)
                .toList();
    }

    private static Stream<Line> of(Map<KeyBlob, List<Line>> index, Credential credential) {
        Stream<KeyBlob> keys = switch (credential) {
            case Credential.Key(KeyBlob key) -> Stream.of(key);
            case Credential.Certificate certificate -> Stream.of(certificate.key(), certificate.authority());
        };
        return keys.distinct().flatMap(key -> index.getOrDefault(key, List.of()).stream());
    }

    private Stream<Standing> byLine(Credential credential, String login) {
        return of(lines, credential)
                .filter(known -> known.line().holder().means(credential, login))
                .map(known -> Standing.of(known.person(), known.line()));
    }

    private Stream<Standing> byPrincipal(Credential credential) {
        return switch (credential) {
            case Credential.Key key -> Stream.empty();
            case Credential.Certificate certificate ->
                Stream.concat(
                        teams.authority(certificate.authority()).stream()
                                .flatMap(authority -> byPrincipal(certificate, authority)),
                        teams.former(certificate.authority()).stream()
                                .flatMap(authority -> byPrincipal(certificate, authority))
                                .map(Standing::withoutGrants));
        };
    }

    private Stream<Standing> byPrincipal(Credential.Certificate certificate, Authority authority) {
        return certificate.principals().stream()
                .flatMap(principal -> Stream.concat(
                        people.getOrDefault(principal, List.of()).stream().map(Standing::of),
                        roles.getOrDefault(principal, List.of()).stream()
                                .map(role -> Standing.of(role, certificate, authority.origin()))));
    }

    /**
     * Who it is though no line of theirs lets it in: whose own key is inside the certificate, and whom a line meant that
     * can no longer be read. Neither must shed what one is denied.
     */
    private Stream<Standing> bearers(Credential credential, String login) {
        Holder own = new Holder.Key(credential.key());
        Stream<Line> inside = credential instanceof Credential.Certificate
                ? of(lines, credential).filter(known -> known.line().holder().equals(own))
                : Stream.empty();
        Stream<Line> meant = of(former, credential)
                .filter(known -> known.line().holder().equals(own)
                        || known.line().holder().means(credential, login));
        return Stream.concat(inside, meant)
                .map(known -> Standing.of(known.person(), known.line()).withoutGrants());
    }
}
