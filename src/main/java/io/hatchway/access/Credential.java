package io.hatchway.access;

import java.time.Instant;
import java.util.List;

/** What a client holds, or only offers as long as its signature has not been verified. */
public sealed interface Credential {

    /** The key that signs. */
    KeyBlob key();

    /** A bare key. */
    record Key(KeyBlob key) implements Credential {}

    /**
     * An OpenSSH user certificate (OpenSSH's PROTOCOL.certkeys) whose authority has really signed it, and that holds no
     * critical option we do not know.
     *
     * @param authority the key that signed it; whether anybody trusts it is the policy's matter
     * @param serial unsigned
     * @param id the authority's name for it, as written
     * @param principals as written; none at all never matches
     * @param validFrom the first instant at which it holds
     * @param validUntil the first instant at which it no longer does
     * @param restrictions its critical options and what its extensions leave out
     */
    record Certificate(
            KeyBlob key,
            KeyBlob authority,
            long serial,
            String id,
            List<String> principals,
            Instant validFrom,
            Instant validUntil,
            Restrictions restrictions)
            implements Credential {
        public Certificate {
            principals = List.copyOf(principals);
        }
    }
}
