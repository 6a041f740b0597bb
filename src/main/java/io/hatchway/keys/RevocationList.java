package io.hatchway.keys;

import io.hatchway.access.Credential;
import io.hatchway.access.KeyBlob;
import io.hatchway.access.Revocations;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * An OpenSSH key revocation list (PROTOCOL.krl, format 1). A signature in it is passed over, as sshd does without a key to
 * check it with: who may write the file is what is trusted.
 */
final class RevocationList implements Revocations {
    private static final long MAGIC = 0x5353484b524c0a00L;
    private static final int FORMAT = 1;

    /** An authority nobody names stands for every one. */
    private static final KeyBlob ANY = KeyBlob.of(new byte[0]);

    private final Set<KeyBlob> keys = new HashSet<>();
    private final Set<ByteBuffer> sha1 = new HashSet<>();
    private final Set<ByteBuffer> sha256 = new HashSet<>();
    private final Map<KeyBlob, RevokedCertificates> certificates = new HashMap<>();

    private RevocationList() {}

    static boolean isOne(byte[] content) {
        return content.length >= Long.BYTES && ByteBuffer.wrap(content).getLong() == MAGIC;
    }

    static RevocationList parse(byte[] content) throws MalformedException {
        WireReader reader = new WireReader(content);
        reader.uint64();
        int format = reader.uint32();
        if (format != FORMAT) {
            throw new MalformedException("its format is not " + FORMAT);
        }
        reader.uint64(); // its number
        reader.uint64(); // when it was made
        reader.uint64(); // flags, of which there are none
        reader.string();
        reader.string(); // a comment
        RevocationList list = new RevocationList();
        while (reader.hasMore()) {
            list.section(reader.uint8(), reader);
        }
        return list;
    }

    private void section(int kind, WireReader reader) throws MalformedException {
        WireReader section = reader.nested();
        switch (kind) {
            case 1 -> {
                KeyBlob authority = KeyBlob.of(section.string());
                section.string();
                certificates
                        .computeIfAbsent(authority, unseen -> new RevokedCertificates())
                        .read(section);
            }
            case 2 -> {
                while (section.hasMore()) {
                    keys.add(KeyBlob.of(section.string()));
                }
            }
            case 3 -> digests(section, 20, sha1);
            case 4 -> reader.string(); // the signature itself, after the key that made it
            case 5 -> digests(section, 32, sha256);
            case 255 -> extension(section);
            default -> throw new MalformedException("it has a section of a kind nobody here knows");
        }
    }

    private static void digests(WireReader section, int length, Set<ByteBuffer> into) throws MalformedException {
        while (section.hasMore()) {
            byte[] digest = section.string();
            if (digest.length != length) {
                throw new MalformedException("a fingerprint in it has the wrong length");
            }
            into.add(ByteBuffer.wrap(digest));
        }
    }

    /** Reads an extension, of which none is known: one that must be is an objection. */
    static void extension(WireReader section) throws MalformedException {
        section.string();
        boolean critical = section.uint8() != 0;
        section.string();
        section.end();
        if (critical) {
            throw new MalformedException("it has a critical extension nobody here knows");
        }
    }

    @Override
    public boolean revokes(Credential credential) {
        return switch (credential) {
            case Credential.Key(KeyBlob key) -> revokes(key);
            case Credential.Certificate certificate ->
                revokes(certificate.key())
                        || revokes(certificate.authority())
                        || revokes(certificate, certificate.authority())
                        || revokes(certificate, ANY);
        };
    }

    private boolean revokes(KeyBlob key) {
        return keys.contains(key)
                || (!sha1.isEmpty() && sha1.contains(digest("SHA-1", key)))
                || (!sha256.isEmpty() && sha256.contains(digest("SHA-256", key)));
    }

    private boolean revokes(Credential.Certificate certificate, KeyBlob authority) {
        RevokedCertificates revoked = certificates.get(authority);
        return revoked != null && revoked.contains(certificate.serial(), certificate.id());
    }

    private static ByteBuffer digest(String algorithm, KeyBlob key) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance(algorithm).digest(key.bytes()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + algorithm, e);
        }
    }
}
