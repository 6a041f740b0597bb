package io.hatchway.sshd;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.compression.Compression;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.mac.Mac;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.server.ServerBuilder;

/** The algorithms the gateway offers: modern ones only, named one by one, post-quantum key exchange first. */
final class Algorithms {
    static final List<NamedFactory<Cipher>> CIPHERS = List.of(
            BuiltinCiphers.aes128gcm,
            BuiltinCiphers.aes256gcm,
            new JdkChaCha20.Factory(),
            BuiltinCiphers.aes128ctr,
            BuiltinCiphers.aes192ctr,
            BuiltinCiphers.aes256ctr);

    static final List<NamedFactory<Mac>> MACS = List.of(BuiltinMacs.hmacsha256etm, BuiltinMacs.hmacsha512etm);

    /** No SHA-1: {@code ssh-rsa} keys sign with rsa-sha2 (RFC 8332). */
    static final List<NamedFactory<Signature>> SIGNATURES = List.of(
            BuiltinSignatures.ed25519,
            BuiltinSignatures.sk_ssh_ed25519,
            BuiltinSignatures.nistp256,
            BuiltinSignatures.nistp384,
            BuiltinSignatures.nistp521,
            BuiltinSignatures.sk_ecdsa_sha2_nistp256,
            BuiltinSignatures.rsaSHA512,
            BuiltinSignatures.rsaSHA256);

    /** What a host certificate is shown with, beside the others. */
    private static final List<NamedFactory<Signature>> HOST_CERTIFICATES = List.of(
            BuiltinSignatures.ed25519_cert,
            BuiltinSignatures.nistp256_cert,
            BuiltinSignatures.nistp384_cert,
            BuiltinSignatures.nistp521_cert,
            BuiltinSignatures.rsaSHA512_cert,
            BuiltinSignatures.rsaSHA256_cert);

    static final List<NamedFactory<Compression>> COMPRESSIONS = List.of(BuiltinCompressions.none);

    private Algorithms() {}

    /**
     * @param certified whether host certificates are shown
     */
    static List<NamedFactory<Signature>> signatures(boolean certified) {
        return certified
                ? Stream.concat(HOST_CERTIFICATES.stream(), SIGNATURES.stream()).toList()
                : SIGNATURES;
    }

    /**
     * @param curve25519 whether clients that know no post-quantum exchange (OpenSSH before 8.5, PuTTY before 0.78, most
     *     libraries) may come in
     */
    static List<KeyExchangeFactory> keyExchanges(boolean curve25519) {
        return NamedFactory.setUpTransformedFactories(false, wantedExchanges(curve25519), ServerBuilder.DH2KEX);
    }

    /** The same, whether this JVM can do them or not. */
    static List<BuiltinDHFactories> wantedExchanges(boolean curve25519) {
        List<BuiltinDHFactories> wanted = new ArrayList<>(List.of(
                BuiltinDHFactories.mlkem768x25519,
                BuiltinDHFactories.sntrup761x25519,
                BuiltinDHFactories.sntrup761x25519_openssh));
        if (curve25519) {
            wanted.add(BuiltinDHFactories.curve25519);
            wanted.add(BuiltinDHFactories.curve25519_libssh);
        }
        return wanted;
    }
}
