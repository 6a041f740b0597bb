package io.hatchway.access;

import java.util.List;
import java.util.Optional;

/** What no longer counts, whoever grants it (RevokedKeys, sshd_config(5)). */
@FunctionalInterface
public interface Revocations {
    /** Nothing is revoked. */
    Revocations NONE = credential -> false;

    /** Whether the key is, or the certificate by its own key, its authority, its serial or its id. */
    boolean revokes(Credential credential);

    /** Why a credential does not count, if so; finishes the sentence "it is refused:". */
    default Optional<String> objection(Credential credential) {
        return revokes(credential) ? Optional.of("it is revoked") : Optional.empty();
    }

    /** What this or another one revokes. */
    default Revocations and(Revocations other) {
        return equals(other) ? this : new AnyOf(List.of(this, other));
    }

    /** What of it could be read. */
    default Revocations known() {
        return this;
    }

    /** Everything is revoked: what this file says could not be read. */
    record Unreadable(String file) implements Revocations {
        @Override
        public boolean revokes(Credential credential) {
            return true;
        }

        @Override
        public Optional<String> objection(Credential credential) {
            return Optional.of("the list of revoked keys " + file + " cannot be read, so nobody is let in");
        }

        @Override
        public Revocations known() {
            return NONE;
        }
    }

    /** Several lists as one. */
    record AnyOf(List<Revocations> lists) implements Revocations {
        public AnyOf {
            lists = List.copyOf(lists);
        }

        @Override
        public boolean revokes(Credential credential) {
            return lists.stream().anyMatch(list -> list.revokes(credential));
        }

        @Override
        public Optional<String> objection(Credential credential) {
            return known().revokes(credential)
                    ? Revocations.super.objection(credential)
                    : lists.stream()
                            .flatMap(list -> list.objection(credential).stream())
                            .findFirst();
        }

        @Override
        public Revocations known() {
            return new AnyOf(lists.stream().map(Revocations::known).toList());
        }
    }
}
