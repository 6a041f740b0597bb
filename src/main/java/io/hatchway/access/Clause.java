package io.hatchway.access;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One entry of a role. Whatever any entry denies stays denied, whatever another allows. */
public sealed interface Clause {

    Scope scope();

    /** Patterns over the console's commands. */
    List<String> commands();

    /**
     * Allows.
     *
     * @param users patterns over the users that may be asked for beside the image's own
     * @param recording how sessions on a terminal are recorded; empty: this entry does not say
     */
    record Allow(
            Scope scope,
            Permissions permissions,
            List<String> users,
            List<String> commands,
            Optional<Recording> recording)
            implements Clause {
        public Allow {
            users = List.copyOf(users);
            commands = List.copyOf(commands);
        }

        /** Says nothing of recordings. */
        public Allow(Scope scope, Permissions permissions, List<String> users, List<String> commands) {
            this(scope, permissions, users, commands, Optional.empty());
        }

        boolean means(Target.Container asked, Lookup container) {
            boolean mine = switch (container) {
                case Lookup.Found(Subject subject) -> scope.contains(subject);
                case Lookup.Absent absent -> scope.containsAbsent(asked.name());
                case Lookup.Unknown unknown -> scope.mayContain(asked.name());
            };
            return mine && asked.user().map(user -> any(users, user)).orElse(true);
        }
    }

    /**
     * Denies.
     *
     * @param users patterns over names of users; empty: whoever one enters as. A number could be any of them
     */
    record Deny(Scope scope, Set<Permission> permissions, List<String> users, List<String> commands) implements Clause {
        public Deny {
            permissions = Set.copyOf(permissions);
            users = List.copyOf(users);
            commands = List.copyOf(commands);
        }

        /** Only what is known of: before anything is started the container is. */
        boolean means(Target.Container asked, Lookup container) {
            return switch (container) {
                case Lookup.Found(Subject subject) ->
                    scope.contains(subject) && meansUser(asked.user().orElse(subject.user()));
                case Lookup.Absent absent -> scope.containsAbsent(asked.name());
                case Lookup.Unknown unknown -> false;
            };
        }

        private boolean meansUser(String user) {
            boolean number = !user.isEmpty() && user.chars().allMatch(Character::isDigit);
            return users.isEmpty() || (number && !isRoot(user)) || any(users, isRoot(user) ? "root" : user);
        }

        private static boolean isRoot(String user) {
            return user.isEmpty() || user.chars().allMatch(digit -> digit == '0');
        }
    }

    /**
     * What is left of an entry that does not count, though how it says that sessions are recorded does.
     *
     * @param entry what it would allow
     */
    record Recorded(Allow entry) implements Clause {
        @Override
        public Scope scope() {
            return entry.scope();
        }

        @Override
        public List<String> commands() {
            return entry.commands();
        }
    }

    /** How this entry says that sessions on a target are recorded, if it does. */
    default Optional<Recording> recording(Target target, Lookup container) {
        return switch (this) {
            case Allow allow ->
                switch (target) {
                    case Target.Console console -> allow.commands().isEmpty() ? Optional.empty() : allow.recording();
                    case Target.Container asked ->
                        allow.permissions().granted().isEmpty() || !allow.means(asked, container)
                                ? Optional.empty()
                                : allow.recording();
                };
            case Recorded(Allow entry) -> entry.recording(target, container);
            case Deny deny -> Optional.empty();
        };
    }

    default boolean hasCommand(String command) {
        return commands().stream().anyMatch(pattern -> CommandPattern.matches(pattern, command));
    }

    private static boolean any(Collection<String> patterns, String text) {
        return patterns.stream().anyMatch(pattern -> Glob.matches(pattern, text));
    }
}
