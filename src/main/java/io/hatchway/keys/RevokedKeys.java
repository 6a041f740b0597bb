package io.hatchway.keys;

import io.hatchway.access.Credential;
import io.hatchway.access.KeyBlob;
import io.hatchway.access.Revocations;
import io.hatchway.config.Problems;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file of what is revoked (RevokedKeys, sshd_config(5)): an OpenSSH key revocation list, or lines that hold a public key
 * or a fingerprint as {@code SHA256:...} each. What is revoked takes with it the certificates made for it, and of an
 * authority all that it signed.
 */
public final class RevokedKeys implements Revocations {
    private static final String FINGERPRINT = "SHA256:";
    private static final Pattern DIGEST = Pattern.compile("[A-Za-z0-9+/]{43}");

    private final Revocations revocations;

    private RevokedKeys(Revocations revocations) {
        this.revocations = revocations;
    }

    /**
     * Reads such a file. Never fails: one that is not understood from its first byte to its last is a problem, and revokes
     * everything, since nobody knows what it would say.
     *
     * @param file what the file is called in problems
     * @param content of whatever content; what comes of it takes a few times as much memory
     */
    public static RevokedKeys parse(String file, byte[] content, Problems problems) {
        return parse(file, content, "so nobody is let in", problems);
    }

    /** @param consequence of not being understood; finishes a sentence after a comma */
    static RevokedKeys parse(String file, byte[] content, String consequence, Problems problems) {
        if (RevocationList.isOne(content)) {
            try {
                return new RevokedKeys(RevocationList.parse(content));
            } catch (MalformedException e) {
                problems.error(
                        file,
                        0,
                        "this key revocation list cannot be read, " + consequence + ": " + e.reason()
                                + "; make it anew with ssh-keygen -k");
                return new RevokedKeys(new Unreadable(file));
            }
        }
        return lines(file, new String(content, StandardCharsets.UTF_8), consequence, problems);
    }

    private static RevokedKeys lines(String file, String text, String consequence, Problems problems) {
        Set<KeyBlob> keys = new HashSet<>();
        Set<String> fingerprints = new HashSet<>();
        boolean whole = true;
        int number = 0;
        String lines = text.startsWith("\ufeff") ? text.substring(1) : text;
        for (String raw : lines.split("\r?\n", -1)) {
            number++;
            String line = Blank.skip(raw);
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                Optional<String> fingerprint = fingerprint(line);
                if (fingerprint.isPresent()) {
                    fingerprints.add(fingerprint.get());
                } else {
                    keys.add(key(line));
                }
            } catch (LineOff off) {
                whole = false;
                problems.error(
                        file,
                        number,
                        "this line says nobody knows what is revoked, " + consequence + ": " + off.getMessage());
            }
        }
        return new RevokedKeys(whole ? credential -> revokes(keys, fingerprints, credential) : new Unreadable(file));
    }

    private static Optional<String> fingerprint(String line) throws LineOff {
        String word = Blank.word(line);
        if (!word.startsWith(FINGERPRINT)) {
            return Optional.empty();
        }
        String digest = word.substring(FINGERPRINT.length()).replaceFirst("=$", "");
        if (!DIGEST.matcher(digest).matches()) {
            throw new LineOff("it is no fingerprint as ssh-keygen -l shows it");
        }
        return Optional.of(FINGERPRINT + digest);
    }

    private static KeyBlob key(String line) throws LineOff {
        String type = Blank.word(line);
        String encoded = Blank.word(Blank.skip(line.substring(type.length())));
        if (!CertificateBlob.isName(type)) {
            return KeyType.read(type, encoded);
        }
        try {
            return CertificateBlob.bareKey(KeyBlob.of(Base64.getDecoder().decode(encoded)));
        } catch (IllegalArgumentException | MalformedException e) {
            throw new LineOff("the certificate on it is damaged; copy it again, in one piece");
        }
    }

    private static boolean revokes(Set<KeyBlob> keys, Set<String> fingerprints, Credential credential) {
        return switch (credential) {
            case Credential.Key(KeyBlob key) -> keys.contains(key) || fingerprints.contains(key.fingerprint());
            case Credential.Certificate certificate ->
                revokes(keys, fingerprints, new Credential.Key(certificate.key()))
                        || revokes(keys, fingerprints, new Credential.Key(certificate.authority()));
        };
    }

    /** Whether it was understood from its first byte to its last. */
    boolean isWhole() {
        return !(revocations instanceof Unreadable);
    }

    @Override
    public boolean revokes(Credential credential) {
        return revocations.revokes(credential);
    }

    @Override
    public Optional<String> objection(Credential credential) {
        return revocations.objection(credential);
    }

    @Override
    public Revocations known() {
        return revocations.known();
    }
}
