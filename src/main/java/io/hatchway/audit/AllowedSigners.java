package io.hatchway.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;

/** Whom {@code ssh-keygen -Y verify} believes (ssh-keygen(1), ALLOWED SIGNERS). */
public final class AllowedSigners {
    private AllowedSigners() {}

    /**
     * The line for the key that signs the log of a state folder: the signer is called {@code hatchway-audit}, and so is the
     * namespace.
     *
     * @throws IOException when there is no such key; the message is a sentence
     */
    public static String line(Path state) throws IOException {
        Path file = AuditKey.publicHalf(state);
        return SshSignature.NAMESPACE + " namespaces=\"" + SshSignature.NAMESPACE + "\" " + SshSignature.KEY_TYPE + " "
                + Base64.getEncoder().encodeToString(AuditKey.blobOf(file).bytes());
    }
}
