package io.hatchway.keys;

import io.hatchway.access.Credential;
import io.hatchway.access.KeyBlob;
import io.hatchway.access.Proof;
import java.util.Optional;

/**
 * A key, or a certificate that its authority has really signed, as a client offers it to log in (RFC 4252 section 7,
 * OpenSSH's PROTOCOL.certkeys). Whether it opens anything is the policy's matter.
 */
public final class OfferedKey {
    private final Credential credential;
    private final SshKey key;
    private final String signatureAlgorithm;

    private OfferedKey(Credential credential, SshKey key, String signatureAlgorithm) {
        this.credential = credential;
        this.key = key;
        this.signatureAlgorithm = signatureAlgorithm;
    }

    /**
     * Reads what a client sent. Verifies an authority's signature, which takes well under a millisecond once it is warm.
     *
     * @param algorithm as the client names what it will sign with
     * @param blob of whatever content
     */
    public static OfferedKey parse(String algorithm, KeyBlob blob) throws UnusableKeyException {
        boolean certificate = CertificateBlob.isName(blob.type());
        String type = CertificateBlob.plainName(blob.type());
        String signatureAlgorithm = CertificateBlob.plainName(algorithm);
        if (CertificateBlob.isName(algorithm) != certificate
                || !SshKey.algorithms(type).contains(signatureAlgorithm)) {
            throw new UnusableKeyException("its kind and the algorithm to sign with do not fit, or are not accepted");
        }
        try {
            if (certificate) {
                Credential.Certificate read = CertificateBlob.read(blob);
                return new OfferedKey(read, SshKey.of(read.key()), signatureAlgorithm);
            }
            return new OfferedKey(new Credential.Key(blob), SshKey.of(blob), signatureAlgorithm);
        } catch (MalformedException e) {
            throw new UnusableKeyException(e.reason());
        }
    }

    /** What the policy decides about. */
    public Credential credential() {
        return credential;
    }

    /** What a signature over these bytes proves; empty where it was not made by this key with the agreed algorithm. */
    public Optional<Proof> proof(byte[] signature, byte[] signed) {
        return key.verify(signatureAlgorithm, signature, signed);
    }
}
