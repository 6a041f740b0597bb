package io.hatchway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is signed: that at some time the log's line {@code seq} had this hash. As each line vouches for the ones before
 * it, so does the signature.
 */
record Checkpoint(long seq, String hash, Instant at) {
    private static final Pattern TEXT = Pattern.compile(
            "\\{\"v\":1,\"seq\":([0-9]{1,18}),\"hash\":\"([0-9a-f]{64})\",\"ts\":\"([0-9TZ:.-]{1,40})\"}");
    private static final int LARGEST = 4096;

    /** One with its signature. */
    record Signed(Checkpoint checkpoint, SshSignature signature) {
        boolean isGenuine() {
            return signature.verifies(checkpoint.message());
        }
    }

    Checkpoint {
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }

    static Checkpoint of(Chain chain, Instant at) {
        return new Checkpoint(chain.seq(), chain.hash(), at);
    }

    Chain chain() {
        return new Chain(seq, hash);
    }

    JsonLine json() {
        return new JsonLine().put("v", 1).put("seq", seq).put("hash", hash).put("ts", at.toString());
    }

    /** The signed bytes: one line of JSON with its end. */
    byte[] message() {
        return (json() + "\n").getBytes(UTF_8);
    }

    static Optional<Checkpoint> parse(String json) {
        Matcher fields = TEXT.matcher(json);
        if (!fields.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Checkpoint(Long.parseLong(fields.group(1)), fields.group(2), Instant.parse(fields.group(3))));
        } catch (java.time.format.DateTimeParseException strange) {
            return Optional.empty();
        }
    }

    /**
     * Signs it into a file: the signature, then the signed line, in this order because {@code ssh-keygen -Y verify -s}
     * takes a signature from a file's beginning. One file, so that none of the two is ever newer than the other.
     */
    void write(Path file, AuditKey key) throws IOException, GeneralSecurityException {
        PrivateFiles.replace(file, key.sign(message()).armoured() + json() + "\n");
    }

    /**
     * Reads such a file; empty where there is none.
     *
     * @throws IOException where it is not one, with why
     */
    static Optional<Signed> read(Path file) throws IOException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException("it is too large");
            }
            String text = Files.readString(file);
            Checkpoint checkpoint = parse(
                            text.stripTrailing().substring(text.stripTrailing().lastIndexOf('\n') + 1))
                    .orElseThrow(() -> new IOException("its last line is no checkpoint"));
            return Optional.of(new Signed(checkpoint, SshSignature.parse(text)));
        } catch (CharacterCodingException binary) {
            throw new IOException("it is no text", binary);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }
}
