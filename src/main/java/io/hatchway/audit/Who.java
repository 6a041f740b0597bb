package io.hatchway.audit;

import io.hatchway.access.Credential;
import io.hatchway.access.Grant;
import java.util.Optional;

/**
 * Somebody who was let in.
 *
 * @param login what was opened, as the client wrote it
 * @param certificate the certificate it came with, if any
 * @param rule the line that allowed it
 */
public record Who(String identity, String login, String fingerprint, Optional<Certificate> certificate, String rule) {

    /** A certificate by its authority's name and number for it. */
    public record Certificate(String id, long serial) {
        public static Certificate of(Credential.Certificate shown) {
            return new Certificate(shown.id(), shown.serial());
        }
    }

    public static Who of(Grant grant) {
        return new Who(
                grant.identity().name(),
                grant.target().login(),
                grant.identity().fingerprint(),
                switch (grant.credential()) {
                    case Credential.Key key -> Optional.empty();
                    case Credential.Certificate shown -> Optional.of(Certificate.of(shown));
                },
                grant.origin().toString());
    }
}
