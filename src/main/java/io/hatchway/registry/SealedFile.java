package io.hatchway.registry;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.READ;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A file whose content only the holder of a key file reads or changes: AES-256-GCM (NIST SP 800-38D), a fresh nonce for
 * every writing. The key is a file of its own so that a copy of the one, in a backup or a bug report, says nothing
 * without the other; whoever reads both, as the gateway's user or root, reads the content.
 *
 * @param content the sealed file
 * @param key the key's file; made when something is first sealed
 */
record SealedFile(Path content, Path key) {
    private static final byte[] MAGIC = "hatchway-sealed-1\n".getBytes(US_ASCII);
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int LONGEST = 4 * 1024 * 1024;
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * What is in it; empty where there is no such file.
     *
     * @throws IOException when it cannot be read, or was changed by somebody without the key
     */
    Optional<byte[]> read() throws IOException {
        if (!Files.exists(content, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        if (Files.size(content) > LONGEST) {
            throw new IOException(content + " is longer than anything that was written there");
        }
        ByteBuffer sealed = ByteBuffer.wrap(Files.readAllBytes(content));
        byte[] magic = new byte[MAGIC.length];
        byte[] nonce = new byte[NONCE_BYTES];
        if (sealed.remaining() < magic.length + nonce.length) {
            throw new IOException(content + " is torn");
        }
        sealed.get(magic).get(nonce);
        byte[] rest = new byte[sealed.remaining()];
        sealed.get(rest);
        try {
            return Optional.of(cipher(Cipher.DECRYPT_MODE, loadKey(), nonce).doFinal(rest));
        } catch (GeneralSecurityException changed) {
            throw new IOException(content + " does not belong to the key " + key + ", or was changed", changed);
        }
    }

    /** Puts this in the place of what was there, all of it or nothing, and on disk. */
    void write(byte[] plain) throws IOException {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, keyToSealWith(), nonce).doFinal(plain);
            replace(
                    content,
                    ByteBuffer.allocate(MAGIC.length + nonce.length + sealed.length)
                            .put(MAGIC)
                            .put(nonce)
                            .put(sealed)
                            .array());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A new key is made only where nothing is sealed with an older one. */
    private byte[] keyToSealWith() throws IOException {
        if (!Files.exists(key, LinkOption.NOFOLLOW_LINKS) && !Files.exists(content, LinkOption.NOFOLLOW_LINKS)) {
            byte[] made = new byte[KEY_BYTES];
            RANDOM.nextBytes(made);
            replace(key, made);
        }
        return loadKey();
    }

    private byte[] loadKey() throws IOException {
        if (!Files.exists(key, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("its key " + key + " is not there");
        }
        Set<PosixFilePermission> others = new HashSet<>(Files.getPosixFilePermissions(key));
        others.removeAll(PRIVATE);
        if (!others.isEmpty()) {
            throw new IOException("its key " + key + " is open to others; run: chmod 600 " + key);
        }
        if (Files.size(key) != KEY_BYTES) {
            throw new IOException("its key " + key + " does not have " + KEY_BYTES + " bytes");
        }
        return Files.readAllBytes(key);
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(MAGIC);
        return cipher;
    }

    private static void replace(Path file, byte[] bytes) throws IOException {
        Path draft = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PRIVATE));
        try (FileOutputStream out = new FileOutputStream(draft.toFile())) {
            out.write(bytes);
            out.getFD().sync();
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(file.resolveSibling("."), READ)) {
            folder.force(true);
        }
    }
}
