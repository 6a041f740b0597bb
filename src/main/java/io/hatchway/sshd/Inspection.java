package io.hatchway.sshd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.OptionalFeature;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;

/** Looks at host keys and algorithms as they are now, and changes nothing. */
public final class Inspection {
    private static final Duration SOON = Duration.ofDays(14);

    private Inspection() {}

    /**
     * What a look at one thing showed.
     *
     * @param todo what to do about it; empty when all is well
     */
    public record Look(String found, Optional<String> todo) {
        private static Look well(String found) {
            return new Look(found, Optional.empty());
        }
    }

    /** Reads every host key and certificate anew. */
    public static List<Look> hostKeys(HostKeyFiles files) {
        List<Look> looks = new ArrayList<>();
        Stream.concat(Stream.of(files.state().resolve(HostKey.NAME)), files.keys().stream())
                .map(Inspection::key)
                .forEach(looks::add);
        files.certificates().stream().map(Inspection::certificate).forEach(looks::add);
        return looks;
    }

    private static Look key(Path file) {
        try {
            KeyPair pair = HostKey.load(file);
            return Look.well(file.getFileName() + " (" + KeyUtils.getKeyType(pair) + ", mode "
                    + Files.getAttribute(file, "unix:mode").toString().transform(Inspection::mode) + ") "
                    + HostKey.fingerprint(pair));
        } catch (IOException unusable) {
            return new Look(file.getFileName() + " cannot be used", Optional.of(String.valueOf(unusable.getMessage())));
        }
    }

    private static String mode(String bits) {
        return Integer.toOctalString(Integer.parseInt(bits) & 0777);
    }

    private static Look certificate(Path file) {
        String name = "certificate " + file.getFileName();
        try {
            Optional<OpenSshCertificate> certificate = HostKeys.read(file);
            if (certificate.isEmpty()) {
                return new Look(
                        name + " is none", Optional.of("Make it anew: ssh-keygen -s CA -h -I NAME -n HOST KEY.pub"));
            }
            return expiry(name, certificate.get().getValidBefore(), Instant.now());
        } catch (IOException unreadable) {
            return new Look(name + " cannot be read", Optional.of(String.valueOf(unreadable.getMessage())));
        }
    }

    private static Look expiry(String name, long validBefore, Instant now) {
        if (validBefore == OpenSshCertificate.INFINITY) {
            return Look.well(name + " never expires");
        }
        Instant end = Instant.ofEpochSecond(validBefore);
        String advice = "Sign the host key anew, put the certificate in its place, and restart the gateway.";
        if (!end.isAfter(now)) {
            return new Look(name + " expired at " + end, Optional.of(advice));
        }
        return end.isAfter(now.plus(SOON))
                ? Look.well(name + " holds until " + end)
                : new Look(name + " expires soon, at " + end, Optional.of(advice));
    }

    /** What the gateway offers, and what of it this JVM cannot do. */
    public static List<Look> algorithms(boolean curve25519) {
        return List.of(
                look("key exchange", Algorithms.wantedExchanges(curve25519)),
                look("ciphers", Algorithms.CIPHERS),
                look("MACs", Algorithms.MACS),
                look("signatures", Algorithms.SIGNATURES));
    }

    private static Look look(String kind, List<? extends NamedResource> wanted) {
        String offered = names(wanted.stream().filter(Inspection::isThere));
        String lacking = names(wanted.stream().filter(each -> !isThere(each)));
        return lacking.isEmpty()
                ? Look.well(kind + ": " + offered)
                : new Look(
                        kind + ": " + (offered.isEmpty() ? "none" : offered) + "; not " + lacking,
                        Optional.of("Run the gateway on a JDK 25 with its usual security providers: clients that need "
                                + lacking + " cannot come in."));
    }

    private static boolean isThere(NamedResource algorithm) {
        return !(algorithm instanceof OptionalFeature feature) || feature.isSupported();
    }

    private static String names(Stream<? extends NamedResource> algorithms) {
        return algorithms.map(NamedResource::getName).collect(Collectors.joining(" "));
    }
}
