package io.hatchway.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * A public key as it travels on the wire (RFC 4253 section 6.6): compared byte by byte, never interpreted here beyond its
 * own name of its type.
 */
public final class KeyBlob {
    private final byte[] bytes;

    private KeyBlob(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes a copy of the bytes, of whatever content. */
    public static KeyBlob of(byte[] bytes) {
        return new KeyBlob(bytes.clone());
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The key's type as the blob itself names it, such as {@code ssh-ed25519}; empty where the blob is torn. */
    public String type() {
        if (bytes.length < 4 || bytes[0] != 0 || bytes[1] != 0) {
            return "";
        }
        int length = ((bytes[2] & 0xff) << 8) | (bytes[3] & 0xff);
        return length > bytes.length - 4 ? "" : new String(bytes, 4, length, StandardCharsets.US_ASCII);
    }

    /** The fingerprint in OpenSSH's form: {@code SHA256:} and the digest in Base64 without padding. */
    public String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyBlob that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return fingerprint();
    }
}
