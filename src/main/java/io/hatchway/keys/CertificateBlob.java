package io.hatchway.keys;

import io.hatchway.access.Credential;
import io.hatchway.access.Flag;
import io.hatchway.access.KeyBlob;
import io.hatchway.access.Restrictions;
import io.hatchway.access.SourceAddresses;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads OpenSSH's certificates (PROTOCOL.certkeys), of whatever content. */
final class CertificateBlob {
    private static final String SUFFIX = "-cert-v01@openssh.com";
    private static final String OWNER = "@openssh.com";
    private static final int USER = 1;
    private static final int HOST = 2;
    private static final int MOST_PRINCIPALS = 256;
    private static final int LONGEST_SHOWN = 64;
    private static final Set<String> CRITICAL = Set.of("force-command", "source-address", "verify-required");

    /** What {@code -V always:forever} comes to: a date that still can be counted with. */
    private static final Instant FOREVER = Instant.parse("9999-12-31T23:59:59Z");

    private CertificateBlob() {}

    /** Whether this names a kind of certificate, or an algorithm to sign with for one. */
    static boolean isName(String name) {
        return name.endsWith(SUFFIX);
    }

    /** The name of the bare key's kind, or of the algorithm it signs with; of a bare key's it is the name itself. */
    static String plainName(String name) {
        if (!isName(name)) {
            return name;
        }
        String plain = name.substring(0, name.length() - SUFFIX.length());
        return plain.startsWith("sk-") ? plain + OWNER : plain;
    }

    /** A certificate as it was read, which says of itself what it likes. */
    static final class Claim {
        private final Credential.Certificate certificate;
        private final byte[] signed;
        private final byte[] signature;

        private Claim(Credential.Certificate certificate, byte[] signed, byte[] signature) {
            this.certificate = certificate;
            this.signed = signed;
            this.signature = signature;
        }

        Credential.Certificate certificate() {
            return certificate;
        }

        /** Verifies the authority's signature: of a large RSA key that takes tens of milliseconds. */
        void verify() throws MalformedException {
            if (SshKey.of(certificate.authority()).verify(signature, signed).isEmpty()) {
                throw new MalformedException("its certificate was not signed by the authority it names");
            }
        }
    }

    /**
     * Reads a user certificate and verifies its authority's signature.
     *
     * @throws MalformedException where it is anything else, or has a critical option we do not know
     */
    static Credential.Certificate read(KeyBlob blob) throws MalformedException {
        Claim claim = claim(blob);
        claim.verify();
        return claim.certificate;
    }

    /** The same, with nothing verified yet. */
    static Claim claim(KeyBlob blob) throws MalformedException {
        Description description = describe(blob);
        if (description.unknown.isPresent()) {
            throw new MalformedException(
                    "its certificate has a critical option nobody here knows: " + shown(description.unknown.get()));
        }
        return description.claim;
    }

    /**
     * What a certificate says of itself, which is to be told and never to be believed.
     *
     * @param unknown a critical option that we do not know, because of which the certificate must be refused
     */
    private record Description(Claim claim, Optional<String> unknown) {}

    /** What a certificate says of itself, also one that must be refused; for a record of the refusal alone. */
    static Credential.Certificate described(KeyBlob blob) throws MalformedException {
        return describe(blob).claim.certificate;
    }

    private static Description describe(KeyBlob blob) throws MalformedException {
        byte[] bytes = blob.bytes();
        WireReader reader = new WireReader(bytes);
        reader.string();
        KeyBlob key = readKey(blob, reader);
        long serial = reader.uint64();
        int kind = reader.uint32();
        if (kind != USER) {
            throw new MalformedException(
                    kind == HOST
                            ? "it is a certificate for hosts, not for users"
                            : "its certificate is of no known kind");
        }
        String id = reader.text();
        List<String> principals = principals(reader.nested());
        Instant from = instant(reader.uint64());
        Instant until = instant(reader.uint64());
        Map<String, WireReader> critical = options(reader.nested());
        Optional<String> unknown = critical.keySet().stream()
                .filter(name -> !CRITICAL.contains(name))
                .findFirst();
        critical.keySet().retainAll(CRITICAL);
        Restrictions restrictions = restrictions(critical, options(reader.nested()));
        reader.string();
        KeyBlob authority = KeyBlob.of(reader.string());
        byte[] signed = Arrays.copyOf(bytes, reader.position());
        byte[] signature = reader.string();
        reader.end();
        return new Description(
                new Claim(
                        new Credential.Certificate(key, authority, serial, id, principals, from, until, restrictions),
                        signed,
                        signature),
                unknown);
    }

    /** The bare key of a certificate, whatever else the certificate says. */
    static KeyBlob bareKey(KeyBlob blob) throws MalformedException {
        WireReader reader = new WireReader(blob.bytes());
        reader.string();
        return readKey(blob, reader);
    }

    /** Reads the nonce and the key's own fields, which are those of the bare key's blob. */
    private static KeyBlob readKey(KeyBlob blob, WireReader reader) throws MalformedException {
        String type = plainName(blob.type());
        reader.string();
        int start = reader.position();
        int fields = switch (type) {
            case "ssh-ed25519" -> 1;
            case "sk-ecdsa-sha2-nistp256@openssh.com" -> 3;
            case "ssh-rsa",
                    "sk-ssh-ed25519@openssh.com",
                    "ecdsa-sha2-nistp256",
                    "ecdsa-sha2-nistp384",
                    "ecdsa-sha2-nistp521" -> 2;
            default -> throw new MalformedException("its certificate is for no known kind of key");
        };
        for (int i = 0; i < fields; i++) {
            reader.string();
        }
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        key.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(name.length).array());
        key.writeBytes(name);
        key.write(blob.bytes(), start, reader.position() - start);
        return KeyBlob.of(key.toByteArray());
    }

    private static List<String> principals(WireReader reader) throws MalformedException {
        List<String> principals = new ArrayList<>();
        while (reader.hasMore()) {
            if (principals.size() == MOST_PRINCIPALS) {
                throw new MalformedException("its certificate names more than " + MOST_PRINCIPALS + " principals");
            }
            principals.add(reader.text());
        }
        return principals;
    }

    /** Seconds since 1970, unsigned. */
    private static Instant instant(long seconds) {
        return Long.compareUnsigned(seconds, FOREVER.getEpochSecond()) >= 0 ? FOREVER : Instant.ofEpochSecond(seconds);
    }

    private static Map<String, WireReader> options(WireReader reader) throws MalformedException {
        Map<String, WireReader> options = new LinkedHashMap<>();
        while (reader.hasMore()) {
            if (options.put(reader.text(), reader.nested()) != null) {
                throw new MalformedException("an option is in its certificate twice");
            }
        }
        return options;
    }

    private static Restrictions restrictions(Map<String, WireReader> critical, Map<String, WireReader> extensions)
            throws MalformedException {
        Optional<String> command = Optional.empty();
        Optional<SourceAddresses> from = Optional.empty();
        boolean verifyRequired = false;
        for (Map.Entry<String, WireReader> option : critical.entrySet()) {
            WireReader value = option.getValue();
            switch (option.getKey()) {
                case "force-command" -> command = Optional.of(value.text());
                case "source-address" -> from = Optional.of(addresses(value.text()));
                case "verify-required" -> verifyRequired = true;
                default -> throw new IllegalArgumentException("not one of " + CRITICAL);
            }
            value.end();
        }
        return new Restrictions(
                extensions.containsKey("permit-pty"),
                flag(extensions, "permit-port-forwarding"),
                flag(extensions, "permit-agent-forwarding"),
                flag(extensions, "permit-X11-forwarding"),
                command,
                from,
                Optional.empty(),
                Map.of(),
                List.of(),
                List.of(),
                !extensions.containsKey("no-touch-required"),
                verifyRequired);
    }

    /** A name of somebody else's, short and in printable ASCII. */
    private static String shown(String name) {
        return name.codePoints()
                .limit(LONGEST_SHOWN)
                .map(c -> c > ' ' && c <= '~' ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static Flag flag(Map<String, WireReader> extensions, String name) {
        return extensions.containsKey(name) ? Flag.GRANTED : Flag.REFUSED;
    }

    /** Addresses and CIDR blocks only: a certificate knows no patterns and no negation. */
    private static SourceAddresses addresses(String text) throws MalformedException {
        boolean plain = text.chars().noneMatch(c -> c == '!' || c == '*' || c == '?');
        return SourceAddresses.parse(text)
                .filter(addresses -> plain)
                .orElseThrow(() -> new MalformedException("its certificate has a source-address nobody can read"));
    }
}
