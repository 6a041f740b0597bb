package io.hatchway.sshd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys a client may know the gateway by. The first of each type is used; those after it are announced and proven
 * alone, so that clients know them before they are needed.
 */
final class HostKeys {
    private static final Logger LOG = LoggerFactory.getLogger(HostKeys.class);
    private static final int LEAST_RSA_BITS = 3072;
    private static final List<String> TYPES = List.of(
            KeyPairProvider.SSH_ED25519,
            KeyPairProvider.ECDSA_SHA2_NISTP256,
            KeyPairProvider.ECDSA_SHA2_NISTP384,
            KeyPairProvider.ECDSA_SHA2_NISTP521,
            KeyPairProvider.SSH_RSA);

    private final List<KeyPair> all;
    private final Map<String, KeyPair> used = new LinkedHashMap<>();
    private final List<OpenSshCertificate> certificates = new ArrayList<>();

    private HostKeys(List<KeyPair> all) {
        this.all = List.copyOf(all);
        all.forEach(pair -> used.putIfAbsent(KeyUtils.getKeyType(pair), pair));
    }

    /**
     * Reads them all; makes the gateway's own when it is not there.
     *
     * @throws IOException when one cannot be used; the message is a sentence for the operator
     */
    static HostKeys load(HostKeyFiles files) throws IOException {
        List<KeyPair> pairs = new ArrayList<>(List.of(HostKey.loadOrMake(files.state())));
        for (Path file : files.keys()) {
            KeyPair pair = checked(file);
            if (pairs.stream().noneMatch(other -> KeyUtils.compareKeys(other.getPublic(), pair.getPublic()))) {
                pairs.add(pair);
            }
        }
        HostKeys keys = new HostKeys(pairs);
        for (Path file : files.certificates()) {
            OpenSshCertificate certificate = keys.certificate(file);
            if (!isValid(certificate)) {
                LOG.warn("{}", notValidNow(file));
            }
            keys.certificates.add(certificate);
        }
        return keys;
    }

    /**
     * What {@link #load} would object to, without making anything.
     *
     * @param warned takes what it would only warn of
     */
    static List<String> objections(HostKeyFiles files, Consumer<String> warned) {
        List<String> objections = new ArrayList<>();
        List<KeyPair> pairs = new ArrayList<>();
        collect(() -> HostKey.loadIfMade(files.state()), objections)
                .flatMap(found -> found)
                .ifPresent(pairs::add);
        for (Path file : files.keys()) {
            collect(() -> checked(file), objections).ifPresent(pairs::add);
        }
        HostKeys keys = new HostKeys(pairs);
        for (Path file : files.certificates()) {
            collect(() -> keys.certificate(file), objections)
                    .filter(certificate -> !isValid(certificate))
                    .ifPresent(certificate -> warned.accept(notValidNow(file)));
        }
        return objections;
    }

    /** Something that may be unusable: then the message is a sentence. */
    private interface Loading<T> {
        T load() throws IOException;
    }

    private static <T> Optional<T> collect(Loading<T> loading, List<String> objections) {
        try {
            return Optional.of(loading.load());
        } catch (IOException unusable) {
            objections.add(unusable.getMessage());
            return Optional.empty();
        }
    }

    private static KeyPair checked(Path file) throws IOException {
        KeyPair pair = HostKey.load(file);
        check(file, pair);
        return pair;
    }

    private static String notValidNow(Path file) {
        return "The host certificate " + file + " is not valid now, so clients are shown the key alone. Make it anew:"
                + " ssh-keygen -s CA -h -I NAME -n HOST KEY.pub";
    }

    private static void check(Path file, KeyPair pair) throws IOException {
        if (!TYPES.contains(String.valueOf(KeyUtils.getKeyType(pair)))) {
            throw new IOException(
                    "The host key " + file + " cannot be used: its type is none of Ed25519, ECDSA and RSA.");
        }
        if (pair.getPublic() instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
            throw new IOException("The host key " + file + " cannot be used: it is an RSA key of "
                    + rsa.getModulus().bitLength() + " bits, and must have at least " + LEAST_RSA_BITS
                    + ". Make another one: ssh-keygen -t ed25519");
        }
    }

    private OpenSshCertificate certificate(Path file) throws IOException {
        String must = "The host certificate " + file + " cannot be used: ";
        OpenSshCertificate certificate =
                read(file).orElseThrow(() -> new IOException(must + "it is not one line as ssh-keygen -s writes it."));
        if (certificate.getType() != OpenSshCertificate.Type.HOST) {
            throw new IOException(must + "it is a user's. Make a host's: ssh-keygen -s CA -h -I NAME -n HOST KEY.pub");
        }
        if (used.values().stream()
                .noneMatch(pair -> KeyUtils.compareKeys(pair.getPublic(), certificate.getCertPubKey()))) {
            throw new IOException(must + "it certifies none of the host keys in use. Is the key in ssh.host_keys?");
        }
        return certificate;
    }

    static Optional<OpenSshCertificate> read(Path file) throws IOException {
        try {
            PublicKeyEntry entry =
                    PublicKeyEntry.parsePublicKeyEntry(Files.readString(file).strip());
            PublicKey key = entry == null ? null : entry.resolvePublicKey(null, Map.of(), null);
            return key instanceof OpenSshCertificate certificate ? Optional.of(certificate) : Optional.empty();
        } catch (GeneralSecurityException | IllegalArgumentException notOne) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new IOException(
                    "The host certificate " + file + " cannot be read (" + unreadable
                            + "). Restore it, or take it out of" + " ssh.host_certificates.",
                    unreadable);
        }
    }

    private static boolean isValid(OpenSshCertificate certificate) {
        long now = Instant.now().getEpochSecond();
        return Long.compareUnsigned(certificate.getValidAfter(), now) <= 0
                && Long.compareUnsigned(now, certificate.getValidBefore()) < 0;
    }

    /** The gateway's own. */
    KeyPair own() {
        return all.getFirst();
    }

    /** Those used in key exchanges, one of a type. */
    Collection<KeyPair> used() {
        return used.values();
    }

    boolean areCertified() {
        return !certificates.isEmpty();
    }

    /** The certificates that hold now. */
    List<OpenSshCertificate> certificates() {
        return certificates.stream().filter(HostKeys::isValid).toList();
    }

    /** All of them as the protocol has them. */
    List<byte[]> blobs() {
        return all.stream().map(HostKeys::blob).toList();
    }

    /** The key of a blob, where it is one of ours. */
    Optional<KeyPair> find(byte[] blob) {
        return all.stream().filter(pair -> Arrays.equals(blob(pair), blob)).findFirst();
    }

    private static byte[] blob(KeyPair pair) {
        ByteArrayBuffer buffer = new ByteArrayBuffer();
        buffer.putRawPublicKey(pair.getPublic());
        return buffer.getCompactData();
    }
}
