package io.hatchway.sshd;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.util.Optional;
import java.util.Set;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;

/** The gateway's host key: Ed25519, in OpenSSH's own file format, made once and never replaced. */
public final class HostKey {
    static final String NAME = "host_ed25519_key";

    private HostKey() {}

    /**
     * The key in the state folder; makes one when there is no such file.
     *
     * @throws IOException when the file is there and cannot be used; the message is a sentence for the operator. A new
     *     key is not made then: every client would take the gateway for an impostor.
     */
    static KeyPair loadOrMake(Path state) throws IOException {
        Path file = state.resolve(NAME);
        if (!Files.exists(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            make(file);
        } else if (Files.exists(file)) {
            checkPrivate(file);
        }
        return read(
                file,
                "Restore it, or move it away to have a new one made: clients will then warn of a changed host key.");
    }

    /**
     * The key in the state folder as it is; empty where none has been made.
     *
     * @throws IOException as {@link #loadOrMake}
     */
    static Optional<KeyPair> loadIfMade(Path state) throws IOException {
        return Files.exists(state.resolve(NAME), java.nio.file.LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(loadOrMake(state))
                : Optional.empty();
    }

    /**
     * A key the operator made.
     *
     * @throws IOException when it cannot be used; the message is a sentence for the operator
     */
    static KeyPair load(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException("The host key " + file
                    + " cannot be used: there is no such file. Restore it, or take it out of ssh.host_keys.");
        }
        checkPrivate(file);
        return read(
                file, "It must be a private key without a passphrase. Restore it, or take it out of ssh.host_keys.");
    }

    private static KeyPair read(Path file, String advice) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Iterable<KeyPair> pairs = SecurityUtils.loadKeyPairIdentities(
                    null, NamedResource.ofName(file.toString()), in, FilePasswordProvider.EMPTY);
            if (pairs == null || !pairs.iterator().hasNext()) {
                throw new InvalidKeyException("there is no private key in it");
            }
            return pairs.iterator().next();
        } catch (IOException | GeneralSecurityException | RuntimeException unusable) {
            throw new IOException(
                    "The host key " + file + " cannot be used (" + unusable.getMessage() + "). " + advice, unusable);
        }
    }

    /** A key that others can read may be theirs by now, and one that belongs to others is theirs to replace. */
    private static void checkPrivate(Path file) throws IOException {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
        Object owner = Files.getAttribute(file, "unix:uid");
        Object own = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (!owner.equals(0) && !owner.equals(own)) {
            throw new IOException("The host key " + file + " cannot be used: it belongs to user " + owner
                    + ", who could read or replace it. If it is the right one, run: chown " + own + " " + file);
        }
        if (!PosixFilePermissions.fromString("rw-------").containsAll(mode)) {
            throw new IOException("The host key " + file + " cannot be used: it is open to others ("
                    + PosixFilePermissions.toString(mode) + "). If nobody has read it, run: chmod 600 " + file
                    + ". Otherwise move it away to have a new one made: clients will then warn of a changed host key.");
        }
    }

    private static void make(Path file) throws IOException {
        Path draft = file.resolveSibling("." + NAME + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel disk = FileChannel.open(draft, StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(disk)) {
            KeyPair pair = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "hatchway", null, out);
            out.flush();
            disk.force(true);
        } catch (GeneralSecurityException failed) {
            throw new IOException("No host key could be made: " + failed.getMessage(), failed);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        // Clients remember it: it must outlive a loss of power from the first of them on.
        try (FileChannel names = FileChannel.open(draft.resolveSibling("."), StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** The fingerprint as {@code ssh-keygen -l} prints it. */
    static String fingerprint(KeyPair pair) {
        return KeyUtils.getFingerPrint(pair.getPublic());
    }
}
