package io.hatchway.keys;

import io.hatchway.access.Credential;
import io.hatchway.access.KeyBlob;
import io.hatchway.access.Proof;
import java.util.Optional;

/**
 * A key or a certificate as a client offers it to log in (RFC 4252 section 7, OpenSSH's PROTOCOL.certkeys). Whether it opens
 * anything is the policy's matter, and asked first: a certificate says what it likes until {@link #checkAuthority}, but
 * strangers shall not have us verify signatures of authorities nobody trusts. Nothing is proven by one that does not pass
 * that. Not for use by several threads.
 */
public final class OfferedKey {
    private final Credential credential;
    private final SshKey key;
    private final String signatureAlgorithm;
    private Optional<CertificateBlob.Claim> unverified;

    private OfferedKey(
            Credential credential, SshKey key, String signatureAlgorithm, Optional<CertificateBlob.Claim> unverified) {
        this.credential = credential;
        this.key = key;
        this.signatureAlgorithm = signatureAlgorithm;
        this.unverified = unverified;
    }

    /**
     * Reads what a client sent; verifies nothing.
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
                CertificateBlob.Claim claim = CertificateBlob.claim(blob);
                return new OfferedKey(
                        claim.certificate(),
                        SshKey.of(claim.certificate().key()),
                        signatureAlgorithm,
                        Optional.of(claim));
            }
            return new OfferedKey(new Credential.Key(blob), SshKey.of(blob), signatureAlgorithm, Optional.empty());
        } catch (MalformedException e) {
            throw new UnusableKeyException(e.reason()
                    + described(blob).map(it -> " (" + it.described() + ")").orElse(""));
        }
    }

    /**
     * The certificate that this is, if any, as it describes itself, also one that has to be refused for a critical option;
     * for a record of what was refused, and never for a decision.
     */
    public static Optional<Credential.Certificate> described(KeyBlob blob) {
        try {
            return CertificateBlob.isName(blob.type())
                    ? Optional.of(CertificateBlob.described(blob))
                    : Optional.empty();
        } catch (MalformedException notOne) {
            return Optional.empty();
        }
    }

    /** The fingerprint of the key, as ssh-keygen -l shows it: also of the one in a certificate, where it can be found. */
    public static String fingerprint(KeyBlob blob) {
        try {
            return (CertificateBlob.isName(blob.type()) ? CertificateBlob.bareKey(blob) : blob).fingerprint();
        } catch (MalformedException unknown) {
            return blob.fingerprint();
        }
    }

    /** What the policy decides about; of a certificate what it says of itself. */
    public Credential credential() {
        return credential;
    }

    /**
     * Verifies that a certificate's authority signed it, once; a bare key has none.
     *
     * @throws UnusableKeyException where it did not
     */
    public void checkAuthority() throws UnusableKeyException {
        if (unverified.isEmpty()) {
            return;
        }
        try {
            unverified.get().verify();
            unverified = Optional.empty();
        } catch (MalformedException forged) {
            throw new UnusableKeyException(forged.reason());
        }
    }

    /**
     * What a signature over these bytes proves; empty where it was not made by this key with the agreed algorithm.
     *
     * @throws UnusableKeyException as {@link #checkAuthority}
     */
    public Optional<Proof> proof(byte[] signature, byte[] signed) throws UnusableKeyException {
        checkAuthority();
        return key.verify(signatureAlgorithm, signature, signed);
    }
}
