package io.hatchway.keys;

/**
 * A signature that holds.
 *
 * @param touched whether the holder touched a security key for it; of another kind of key nobody asks
 * @param verified whether the holder was verified by a security key, by PIN or finger; likewise
 */
public record Proof(boolean touched, boolean verified) {
    /** Of a key that knows nothing of its holder. */
    static final Proof OF_PLAIN_KEY = new Proof(true, true);
}
