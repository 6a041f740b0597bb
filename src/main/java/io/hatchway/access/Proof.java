package io.hatchway.access;

import java.util.Optional;

/**
 * What a signature that holds says of whoever made it.
 *
 * @param touched whether the holder touched a security key for it; of another kind of key nobody asks
 * @param verified whether the holder was verified by a security key, by PIN or finger; likewise
 */
public record Proof(boolean touched, boolean verified) {
    /** Of a key that was only offered, and has not signed. */
    static final Proof NONE = new Proof(false, false);

    /** Of a key that knows nothing of its holder. */
    public static final Proof OF_PLAIN_KEY = new Proof(true, true);

    /** What is lacking for these restrictions: a reason for the log. */
    Optional<String> lacking(Restrictions restrictions) {
        if (restrictions.touchRequired() && !touched) {
            return Optional.of("nobody touched the security key, and neither side waives that");
        }
        return restrictions.verifyRequired() && !verified
                ? Optional.of("the security key did not verify its holder, by PIN or finger, as it must")
                : Optional.empty();
    }
}
