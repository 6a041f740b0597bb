package io.hatchway.keys;

import io.hatchway.access.Secret;
import java.time.Instant;

/** The app on somebody's telephone. */
public final class Authenticator {
    private Authenticator() {}

    /** The code it shows at some time. */
    public static String code(Secret secret, Instant now) {
        return OneTimeCodes.code(secret, now.getEpochSecond() / 30);
    }
}
