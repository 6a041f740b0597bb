package io.hatchway.access;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What counts while nobody can run everything on the console. Nobody is given anything: what lets somebody in counts as
 * far as it did before and is still written. Nobody is rid of anything: what is denied, revoked or asked for counts as far
 * as it is written now or was in the people and roles accepted last. An entry that was changed is one taken out and one
 * added.
 */
final class Interregnum {
    private final Register before;
    private final Register accepted;
    private final Register written;
    private final Set<Register.Saying> known;
    private final Set<Succession.Ignored> ignored = new LinkedHashSet<>();

    /**
     * @param before what counted until now
     * @param accepted what is written, but for people and roles, which are those accepted last
     */
    Interregnum(Register before, Register accepted, Register written) {
        this.before = before;
        this.accepted = accepted;
        this.written = written;
        this.known = before.sayings();
    }

    Succession.Lessened lessened(List<Succession.Loss> losses) {
        Teams teams = written.teams();
        List<Authority> authorities = teams.authorities().stream()
                .flatMap(authority -> authority(authority).stream())
                .toList();
        Register inForce = new Register(
                written.rules().stream().filter(this::wasKnown).toList(),
                written.runAs(),
                new Teams(
                        each(teams.people(), accepted.teams().people(), Person::name, this::person),
                        each(teams.roles(), accepted.teams().roles(), Role::name, this::role),
                        each(teams.consoles(), accepted.teams().consoles(), RestrictedConsole::name, this::console),
                        authorities,
                        former(authorities)),
                written.revocations().and(accepted.revocations()));
        return new Succession.Lessened(inForce, losses, List.copyOf(ignored));
    }

    private void ignore(Origin where, String what) {
        ignored.add(new Succession.Ignored(Optional.of(where), what));
    }

    private void ignore(String what) {
        ignored.add(new Succession.Ignored(Optional.empty(), what));
    }

    /** What becomes of something that was accepted, is written now, or both. */
    @FunctionalInterface
    private interface Merge<T> {
        List<T> of(Optional<T> accepted, Optional<T> written);
    }

    private static <T> List<T> each(List<T> written, List<T> accepted, Function<T, String> name, Merge<T> merge) {
        return Stream.concat(written.stream(), accepted.stream())
                .map(name)
                .distinct()
                .flatMap(each -> merge.of(named(accepted, name, each), named(written, name, each)).stream())
                .toList();
    }

    private static <T> Optional<T> named(List<T> all, Function<T, String> name, String wanted) {
        return all.stream().filter(each -> name.apply(each).equals(wanted)).findFirst();
    }

    private boolean wasKnown(Rule rule) {
        boolean counted = known.contains(Register.Saying.of(rule.logins(), rule.line()));
        if (!counted) {
            ignore(rule.origin(), "the key on line " + rule.origin().line());
        }
        return counted;
    }

    private boolean wasKnown(String person, KeyLine line) {
        boolean counted = known.contains(Register.Saying.of(person, line));
        if (!counted) {
            ignore(line.origin(), "the key on line " + line.origin().line());
        }
        return counted;
    }

    private List<Person> person(Optional<Person> was, Optional<Person> is) {
        Person any = is.or(() -> was).orElseThrow();
        String name = any.name();
        Optional<Person> counted = named(before.teams().people(), Person::name, name);
        if (counted.isEmpty()) {
            ignore(any.origin(), "the new person " + name);
        }
        List<Role> roles = roles(any.origin(), was, is, counted);
        Optional<Secret> secondFactor = is.flatMap(Person::secondFactor).or(() -> was.flatMap(Person::secondFactor));
        if (is.isPresent() && !secondFactor.equals(is.get().secondFactor())) {
            ignore(any.origin(), "that " + name + " is no longer asked for a second factor");
        }
        List<KeyLine> keys = all(is, Person::keys).stream()
                .filter(line -> wasKnown(name, line))
                .toList();
        // Whose keys these are stays known, for what is denied to the person must not be shed with them.
        List<KeyLine> others = Stream.of(
                        all(is, Person::keys),
                        all(is, Person::former),
                        all(was, Person::keys),
                        all(was, Person::former))
                .flatMap(List::stream)
                .filter(line -> keys.stream()
                        .noneMatch(key -> Register.Saying.of(name, key).equals(Register.Saying.of(name, line))))
                .distinct()
                .toList();
        List<String> principals = both(all(is, Person::principals), all(counted, Person::principals));
        List<String> loose = without(all(is, Person::principals), all(was, Person::principals), principals);
        if (counted.isPresent() && !principals.containsAll(all(is, Person::principals))) {
            ignore(any.origin(), name + "'s new principals");
        }
        List<Person> people = new ArrayList<>();
        people.add(new Person(name, keys, others, principals, roles, secondFactor, any.origin()));
        List<Role> binding =
                roles.stream().flatMap(role -> binding(role).stream()).toList();
        if (!loose.isEmpty() && (!binding.isEmpty() || secondFactor.isPresent())) {
            people.add(new Person(name, List.of(), loose, binding, secondFactor, any.origin()));
        }
        return people;
    }

    private List<Role> roles(Origin where, Optional<Person> was, Optional<Person> is, Optional<Person> counted) {
        List<Clause> allowed = clauses(all(counted, Person::roles));
        List<Clause> now = clauses(all(is, Person::roles));
        List<Role> roles = all(is, Person::roles).stream()
                .map(role -> new Role(role.name(), role.principals(), granted(role.clauses(), allowed)))
                .collect(Collectors.toCollection(ArrayList::new));
        if (counted.isPresent() && !clauses(roles).containsAll(now)) {
            ignore(where, "what roles newly allow " + counted.get().name());
        }
        List<Role> stillBinding = all(was, Person::roles).stream()
                .map(role -> new Role(role.name(), List.of(), binding(role.clauses(), now)))
                .filter(role -> !role.clauses().isEmpty())
                .toList();
        String name = was.or(() -> is).orElseThrow().name();
        if (Standing.denied(stillBinding).findAny().isPresent()) {
            ignore(where, "that something is no longer denied to " + name);
        }
        if (!stillBinding.stream().allMatch(Interregnum::onlyDenies)) {
            ignore(where, "that an entry no longer says how " + name + "'s sessions are recorded");
        }
        roles.addAll(stillBinding);
        return roles;
    }

    /** A role as the principals of certificates have it. */
    private List<Role> role(Optional<Role> was, Optional<Role> is) {
        String name = is.or(() -> was).orElseThrow().name();
        Optional<Role> counted = named(before.teams().roles(), Role::name, name);
        List<Clause> clauses = new ArrayList<>(granted(all(is, Role::clauses), all(counted, Role::clauses)));
        clauses.addAll(binding(all(was, Role::clauses), all(is, Role::clauses)));
        List<String> principals = both(all(is, Role::principals), all(counted, Role::principals));
        Role role = new Role(name, principals, clauses);
        if (is.isPresent() && !is.get().equals(role) && !is.get().principals().isEmpty()) {
            ignore("what the role " + name + " newly allows, or no longer denies, to its principals");
        }
        List<String> loose = without(all(is, Role::principals), all(was, Role::principals), principals);
        return Stream.concat(Stream.of(role), binding(role).stream().map(each -> new Role(name, loose, each.clauses())))
                .filter(each -> is.isPresent() || !each.principals().isEmpty())
                .toList();
    }

    /** A login that is, or was, a console must not become a container of that name. */
    private List<RestrictedConsole> console(Optional<RestrictedConsole> was, Optional<RestrictedConsole> is) {
        RestrictedConsole any = is.or(() -> was).orElseThrow();
        Optional<RestrictedConsole> counted = before.teams()
                .console(any.name())
                .filter(console -> console.scope().equals(any.scope()));
        List<String> commands = both(all(is, RestrictedConsole::commands), all(counted, RestrictedConsole::commands));
        if (is.isEmpty()) {
            ignore("that " + any.name() + " is no console any more");
        } else if (!commands.equals(any.commands())) {
            ignore("what is new of the console " + any.name());
        }
        return List.of(new RestrictedConsole(any.name(), commands, any.scope()));
    }

    private Optional<Authority> authority(Authority authority) {
        Optional<Authority> counted = before.teams().authority(authority.key());
        Optional<Authority> left = counted.map(
                was -> new Authority(authority.key(), authority.logins() && was.logins(), authority.origin()));
        if (!left.equals(Optional.of(authority))) {
            ignore(
                    authority.origin(),
                    "what is new of the authority on line " + authority.origin().line());
        }
        return left;
    }

    /** Those whose certificates let nobody in any more, and still say who somebody is. */
    private List<Authority> former(List<Authority> counted) {
        Teams was = accepted.teams();
        return Stream.of(written.teams().former(), was.former(), was.authorities())
                .flatMap(Collection::stream)
                .filter(authority ->
                        counted.stream().noneMatch(other -> other.key().equals(authority.key())))
                .distinct()
                .toList();
    }

    private static <T, E> List<E> all(Optional<T> of, Function<T, List<E>> which) {
        return of.map(which).orElse(List.of());
    }

    private static <E> List<E> both(List<E> these, List<E> those) {
        return these.stream().filter(those::contains).toList();
    }

    private static List<String> without(List<String> these, List<String> those, Collection<String> some) {
        return Stream.concat(these.stream(), those.stream())
                .filter(each -> !some.contains(each))
                .distinct()
                .toList();
    }

    private static List<Clause> clauses(List<Role> roles) {
        return roles.stream().flatMap(role -> role.clauses().stream()).toList();
    }

    /** What is written, but for what it newly allows. */
    private static List<Clause> granted(List<Clause> clauses, List<Clause> counted) {
        Set<Clause> known = new HashSet<>(counted);
        return clauses.stream()
                .flatMap(clause -> known.contains(clause) ? Stream.of(clause) : binding(clause))
                .toList();
    }

    /** What these deny and ask for, but for what is written anyway. */
    private static List<Clause> binding(List<Clause> clauses, List<Clause> anyway) {
        return clauses.stream()
                .filter(clause -> !anyway.contains(clause))
                .flatMap(Interregnum::binding)
                .toList();
    }

    private static Stream<Clause> binding(Clause clause) {
        return switch (clause) {
            case Clause.Allow allow ->
                allow.recording().isPresent() ? Stream.of(new Clause.Recorded(allow)) : Stream.empty();
            case Clause.Recorded recorded -> Stream.of(recorded);
            case Clause.Deny deny -> Stream.of(deny);
        };
    }

    private static boolean onlyDenies(Role role) {
        return role.clauses().stream().allMatch(Clause.Deny.class::isInstance);
    }

    private static Optional<Role> binding(Role role) {
        return Optional.of(new Role(role.name(), List.of(), binding(role.clauses(), List.of())))
                .filter(binding -> !binding.clauses().isEmpty());
    }
}
