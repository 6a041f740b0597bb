package io.hatchway.audit;

import io.hatchway.access.Grant;

/**
 * Somebody who was let in.
 *
 * @param login what was opened, as the client wrote it
 * @param rule the line that allowed it
 */
public record Who(String identity, String login, String fingerprint, String rule) {
    public static Who of(Grant grant) {
        return new Who(
                grant.identity().name(),
                grant.target().login(),
                grant.identity().fingerprint(),
                grant.origin().toString());
    }
}
