package io.hatchway.access;

import java.util.List;
import java.util.Optional;

/** Whom a line of a keys file means. */
public sealed interface Holder {

    /** The key on the line. */
    KeyBlob key();

    /** Whoever holds the key. */
    record Key(KeyBlob key) implements Holder {}

    /**
     * Whoever holds a certificate of this authority (cert-authority, sshd(8)).
     *
     * @param principals one of them must be the certificate's; where the line names none, the login itself must be
     */
    record Authority(KeyBlob key, Optional<List<String>> principals) implements Holder {
        public Authority {
            principals = principals.map(List::copyOf);
        }
    }

    /** Whether a credential is meant, when it is used for this login. */
    default boolean means(Credential credential, String login) {
        return switch (this) {
            case Key(KeyBlob key) -> credential instanceof Credential.Key(KeyBlob offered) && offered.equals(key);
            case Authority(KeyBlob key, Optional<List<String>> principals) ->
                credential instanceof Credential.Certificate certificate
                        && certificate.authority().equals(key)
                        && certificate.principals().stream().anyMatch(principals.orElse(List.of(login))::contains);
        };
    }
}
