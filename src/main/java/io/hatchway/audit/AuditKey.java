package io.hatchway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.access.KeyBlob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key that signs checkpoints: Ed25519 in OpenSSH's own format, made once.
 *
 * <p>It is a key of its own and not the host key, so that the host key can be replaced without making older logs
 * doubtful, and so that neither of the two ever signs what the other is for.
 */
final class AuditKey {
    static final String NAME = "audit_ed25519_key";
    private static final Logger LOG = LoggerFactory.getLogger(AuditKey.class);
    private static final String LABEL = "OPENSSH PRIVATE KEY";
    private static final String MAGIC = "openssh-key-v1\0";
    private static final String COMMENT = "hatchway-audit";
    private static final int CHECK_NUMBERS = 2 * Integer.BYTES;
    private static final int BLOCK = 8;
    private static final int SEED_BYTES = 32;

    private final PrivateKey key;
    private final KeyBlob blob;

    private final Set<KeyBlob> known = new HashSet<>();

    private AuditKey(byte[] seed, KeyBlob blob) throws GeneralSecurityException {
        this.key = KeyFactory.getInstance("Ed25519")
                .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
        this.blob = blob;
    }

    /**
     * The key in the state folder; makes one when there is no such file.
     *
     * @throws IOException when the file is there and cannot be used; the message is a sentence for the operator. A new
     *     key is not made then: what the old one signed would be doubtful.
     */
    static AuditKey loadOrMake(Path state) throws IOException {
        Path file = state.resolve(NAME);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            try {
                make(file);
            } catch (IOException | GeneralSecurityException failed) {
                throw new IOException(
                        "A key to sign the audit log cannot be made: " + file + " cannot be written (" + failed
                                + "). The state folder must belong to the gateway's user, and its disk must not be full.",
                        failed);
            }
        }
        try {
            checkPrivate(file);
            AuditKey loaded = parse(Files.readString(file));
            if (!loaded.sign(new byte[1]).verifies(new byte[1])) {
                throw new IOException("its two halves do not belong together");
            }
            loaded.publish(state);
            return loaded;
        } catch (IOException | GeneralSecurityException unusable) {
            throw new IOException(
                    "The key that signs the audit log, " + file + ", cannot be used (" + unusable.getMessage()
                            + "). Restore it with mode 0600, or move it away to have a new one made: what the old one"
                            + " signed is still verified with its public half, which stays in the state folder.",
                    unusable);
        }
    }

    /**
     * Writes the public half where there is none or another one, which is kept under the name of its fingerprint. Not
     * worth a failure: a full disk must not keep the gateway from starting.
     */
    private void publish(Path state) {
        Path file = publicHalf(state);
        try {
            if (!isPublished(file)) {
                if (Files.exists(file)) {
                    Path kept = state.resolve(NAME + "-" + nameOf(file) + ".pub");
                    Files.deleteIfExists(kept);
                    Files.createLink(kept, file);
                }
                PrivateFiles.replace(file, line());
                PrivateFiles.sync(state);
            }
        } catch (IOException failed) {
            LOG.warn("the public key of the audit log, {}, cannot be written: {}", file, failed.toString());
        }
        known.addAll(publicKeys(state));
        known.add(blob);
    }

    private boolean isPublished(Path file) {
        try {
            return Files.exists(file) && blobOf(file).equals(blob);
        } catch (IOException damaged) {
            return false;
        }
    }

    /** The fingerprint as a file's name may have it. */
    private static String nameOf(Path publicHalf) throws IOException {
        try {
            return blobOf(publicHalf).fingerprint().replace("SHA256:", "").replace('/', '_');
        } catch (IOException damaged) {
            return "damaged-" + Files.getLastModifiedTime(publicHalf).toMillis();
        }
    }

    /** The public halves of this key and those that were in its place before, as far as they can be read. */
    static Set<KeyBlob> publicKeys(Path state) {
        Set<KeyBlob> keys = new HashSet<>();
        try (var files = Files.newDirectoryStream(state, NAME + "*.pub")) {
            for (Path file : files) {
                try {
                    keys.add(blobOf(file));
                } catch (IOException unreadable) {
                    LOG.warn("{}", unreadable.getMessage());
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            LOG.warn("the public keys of the audit log cannot be listed: {}", unreadable.toString());
        }
        return keys;
    }

    /** This key and those before it. */
    Set<KeyBlob> known() {
        return Set.copyOf(known);
    }

    private static void checkPrivate(Path file) throws IOException {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        if (!PosixFilePermissions.fromString("rw-------").containsAll(mode)) {
            throw new IOException("it is open to others: " + PosixFilePermissions.toString(mode));
        }
    }

    private static void make(Path file) throws IOException, GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        if (!(pair.getPublic() instanceof EdECPublicKey open)
                || !(pair.getPrivate() instanceof EdECPrivateKey secret)) {
            throw new GeneralSecurityException("this Java has no Ed25519");
        }
        byte[] encoded = SshSignature.encoded(open);
        byte[] seed = secret.getBytes().orElseThrow(() -> new GeneralSecurityException("the key has no bytes"));
        SshWire content = new SshWire()
                .number(1)
                .number(1)
                .string(SshSignature.KEY_TYPE)
                .string(encoded)
                .string(new SshWire().raw(seed).raw(encoded).bytes())
                .string(COMMENT);
        for (byte padding = 1; content.bytes().length % BLOCK != 0; padding++) {
            content.raw(new byte[] {padding});
        }
        byte[] whole = new SshWire()
                .raw(MAGIC)
                .string("none")
                .string("none")
                .string("")
                .number(1)
                .string(blob(encoded))
                .string(content.bytes())
                .bytes();
        PrivateFiles.replace(file, SshWire.armoured(LABEL, whole));
        PrivateFiles.sync(file.resolveSibling("."));
    }

    private static byte[] blob(byte[] encoded) {
        return new SshWire().string(SshSignature.KEY_TYPE).string(encoded).bytes();
    }

    private static AuditKey parse(String text) throws IOException, GeneralSecurityException {
        ByteBuffer whole = ByteBuffer.wrap(SshWire.dearmoured(LABEL, text));
        SshWire.expect(whole, MAGIC);
        boolean open = SshWire.text(whole).equals("none");
        open &= SshWire.text(whole).equals("none");
        if (!open || SshWire.string(whole).length > 0 || whole.remaining() < 4 || whole.getInt() != 1) {
            throw new IOException("it is not one key without a passphrase");
        }
        byte[] blob = SshWire.string(whole);
        ByteBuffer content = ByteBuffer.wrap(SshWire.string(whole));
        if (content.remaining() < CHECK_NUMBERS) {
            throw new IOException("it is torn");
        }
        // They tell a wrong passphrase, and there is none.
        content.position(CHECK_NUMBERS);
        if (!SshWire.text(content).equals(SshSignature.KEY_TYPE)) {
            throw new IOException("it is no key of type " + SshSignature.KEY_TYPE);
        }
        byte[] encoded = SshWire.string(content);
        byte[] secret = SshWire.string(content);
        if (!Arrays.equals(blob, blob(encoded)) || secret.length != SEED_BYTES + encoded.length) {
            throw new IOException("its two halves do not belong together");
        }
        return new AuditKey(Arrays.copyOf(secret, SEED_BYTES), KeyBlob.of(blob));
    }

    /** The file of the public half, in one line. */
    static Path publicHalf(Path state) {
        return state.resolve(NAME + ".pub");
    }

    /** The public key that a line such as {@link #line} holds, as on the wire. */
    static KeyBlob blobOf(Path publicHalf) throws IOException {
        try {
            List<String> words = List.of(Files.readString(publicHalf).strip().split(" ", -1));
            byte[] blob = Base64.getDecoder().decode(words.size() > 1 ? words.get(1) : "");
            SshSignature.publicKey(blob);
            return KeyBlob.of(blob);
        } catch (NoSuchFileException missing) {
            throw new IOException(
                    "The public key of the audit log, " + publicHalf + ", is not there. Name the gateway's state folder"
                            + " with --state DIR, or the key's file with --key FILE.",
                    missing);
        } catch (IllegalArgumentException | GeneralSecurityException | IOException unreadable) {
            throw new IOException(
                    "The public key of the audit log, " + publicHalf + ", cannot be read, or is none (" + unreadable
                            + "). It must be one line that begins with " + SshSignature.KEY_TYPE + ".",
                    unreadable);
        }
    }

    SshSignature sign(byte[] message) throws GeneralSecurityException {
        return SshSignature.sign(message, key, blob);
    }

    KeyBlob blob() {
        return blob;
    }

    /** The public half as authorized_keys lines have it. */
    private byte[] line() {
        return (SshSignature.KEY_TYPE + " " + Base64.getEncoder().encodeToString(blob.bytes()) + " " + COMMENT + "\n")
                .getBytes(UTF_8);
    }
}
