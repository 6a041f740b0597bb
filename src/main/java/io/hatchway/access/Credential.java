package io.hatchway.access;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** What a client holds, or only offers as long as its signature has not been verified. */
public sealed interface Credential {

    /** The key that signs. */
    KeyBlob key();

    /** What a log says of it beside the key: of a certificate its id, serial, principals and authority. Fit to show. */
    default String described() {
        return switch (this) {
            case Key bare -> "";
            case Certificate certificate ->
                "certificate '" + Identity.printable(certificate.id()) + "', serial "
                        + Long.toUnsignedString(certificate.serial()) + ", for " + certificate.named()
                        + ", of the authority " + certificate.authority().fingerprint();
        };
    }

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

        private static final int MOST_NAMED = 8;

        private String named() {
            if (principals.isEmpty()) {
                return "no principal";
            }
            String first = principals.stream()
                    .limit(MOST_NAMED)
                    .map(Identity::printable)
                    .collect(Collectors.joining(
                            ", ", principals.size() == 1 ? "the principal " : "the principals ", ""));
            int more = principals.size() - MOST_NAMED;
            return more > 0 ? first + " and " + more + " more" : first;
        }
    }
}
