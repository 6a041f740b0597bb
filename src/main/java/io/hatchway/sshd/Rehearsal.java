package io.hatchway.sshd;

import io.hatchway.access.KeyBlob;
import io.hatchway.keys.OfferedKey;
import java.security.KeyPair;
import org.apache.sshd.common.kex.BuiltinKEM;
import org.apache.sshd.common.kex.KeyEncapsulationMethod;
import org.apache.sshd.common.kex.MontgomeryCurve;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays the key exchanges through before the first client comes: their arithmetic takes ten times as long until the
 * virtual machine has compiled it, and the first login would pay for that.
 */
final class Rehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final int TIMES = 3;

    private Rehearsal() {}

    /** Takes some tenths of a second; changes nothing but the speed of what follows. */
    static void play(KeyPair hostKey) {
        try {
            encapsulate(BuiltinKEM.sntrup761);
            encapsulate(BuiltinKEM.mlkem768);
            for (int i = 0; i < TIMES; i++) {
                MontgomeryCurve.x25519.generateKeyPair();
                sign(hostKey);
            }
        } catch (Exception unrehearsed) {
            LOG.debug("the first login will be slow", unrehearsed);
        }
    }

    /** The server's part of a key exchange, with a client's key that is made for it. */
    private static void encapsulate(KeyEncapsulationMethod method) {
        KeyEncapsulationMethod.Client client = method.getClient();
        client.init();
        for (int i = 0; i < TIMES; i++) {
            KeyEncapsulationMethod.Server server = method.getServer();
            server.init(client.getPublicKey());
            server.getEncapsulation();
        }
    }

    private static void sign(KeyPair hostKey) throws Exception {
        byte[] message = new byte[64];
        Signature signer = BuiltinSignatures.ed25519.create();
        signer.initSigner(null, hostKey.getPrivate());
        signer.update(null, message);
        byte[] signature = signer.sign(null);
        ByteArrayBuffer key = new ByteArrayBuffer();
        key.putRawPublicKey(hostKey.getPublic());
        ByteArrayBuffer proof = new ByteArrayBuffer();
        proof.putString(KeyPairProvider.SSH_ED25519);
        proof.putBytes(signature);
        OfferedKey.parse(KeyPairProvider.SSH_ED25519, KeyBlob.of(key.getCompactData()))
                .proof(proof.getCompactData(), message);
    }
}
