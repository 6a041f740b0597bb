package io.hatchway.sshd;

import java.io.IOException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * Tells clients all host keys once they have logged in, and proves that they are ours (OpenSSH's PROTOCOL, 2.5:
 * hostkeys-00@openssh.com and hostkeys-prove-00@openssh.com). A client with UpdateHostKeys learns new ones so, and
 * forgets those that are told no more.
 */
final class HostKeyRotation implements RequestHandler<ConnectionService> {
    private static final String ANNOUNCEMENT = "hostkeys-00@openssh.com";
    private static final String PROOF = "hostkeys-prove-00@openssh.com";
    private static final String RSA = "rsa-sha2-512";

    /** A client asks once; a signature costs time. */
    private static final int MOST_PROOFS = 4;

    private static final AttributeKey<AtomicInteger> PROOFS = new AttributeKey<>();

    private final HostKeys keys;

    HostKeyRotation(HostKeys keys) {
        this.keys = keys;
    }

    /** Tells a client that has logged in. */
    void announce(Session session) throws IOException {
        Buffer packet = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, 256);
        packet.putString(ANNOUNCEMENT);
        packet.putBoolean(false);
        keys.blobs().forEach(packet::putBytes);
        session.writePacket(packet);
    }

    @Override
    public Result process(ConnectionService service, String request, boolean wantReply, Buffer buffer)
            throws Exception {
        if (!request.equals(PROOF)) {
            return Result.Unsupported;
        }
        Session session = service.getSession();
        List<byte[]> asked = new ArrayList<>();
        while (buffer.available() > 0) {
            asked.add(buffer.getBytes());
        }
        boolean reasonable =
                wantReply && !asked.isEmpty() && asked.size() <= keys.blobs().size();
        if (!reasonable
                || session.computeAttributeIfAbsent(PROOFS, none -> new AtomicInteger())
                                .incrementAndGet()
                        > MOST_PROOFS) {
            return Result.ReplyFailure;
        }
        Buffer reply = session.createBuffer(SshConstants.SSH_MSG_REQUEST_SUCCESS, 512);
        for (byte[] blob : asked) {
            Optional<KeyPair> pair = keys.find(blob);
            if (pair.isEmpty()) {
                return Result.ReplyFailure;
            }
            reply.putBytes(proof(session, pair.get(), blob));
        }
        session.writePacket(reply);
        return Result.Replied;
    }

    private static byte[] proof(Session session, KeyPair pair, byte[] blob) throws Exception {
        ByteArrayBuffer message = new ByteArrayBuffer();
        message.putString(PROOF);
        message.putBytes(session.getSessionId());
        message.putBytes(blob);
        String algorithm = algorithm(session, pair);
        Signature signer = Objects.requireNonNull(
                NamedFactory.create(session.getSignatureFactories(), algorithm), "a host key's own algorithm");
        signer.initSigner(session, pair.getPrivate());
        signer.update(session, message.getCompactData());
        ByteArrayBuffer signature = new ByteArrayBuffer();
        signature.putString(algorithm);
        signature.putBytes(signer.sign(session));
        return signature.getCompactData();
    }

    /** Of RSA's, the one that was agreed upon if one was. */
    private static String algorithm(Session session, KeyPair pair) {
        String type = KeyUtils.getKeyType(pair);
        if (!type.equals(KeyPairProvider.SSH_RSA)) {
            return type;
        }
        String agreed = String.valueOf(session.getNegotiatedKexParameter(KexProposalOption.SERVERKEYS));
        return agreed.equals("rsa-sha2-256") ? agreed : RSA;
    }
}
