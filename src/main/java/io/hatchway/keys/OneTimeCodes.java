package io.hatchway.keys;

import io.hatchway.access.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks the codes that authenticator apps show (RFC 6238: 6 digits, new every 30 seconds, HMAC-SHA-1), and remembers what
 * was tried: a code counts once, and whoever guesses has few guesses. One of these serves all connections; it is safe for
 * use by several threads. What it remembers is bounded by the number of secrets, and forgotten when it no longer matters.
 */
public final class OneTimeCodes {
    private static final int DIGITS = 6;
    private static final int MODULUS = 1_000_000;
    private static final long STEP_SECONDS = 30;

    /** A clock may be one step off, and the reader slow. */
    private static final int DRIFT = 1;

    /** So many wrong codes for one secret, and for the rest of the time no code is right. */
    private static final int MOST_WRONG = 5;

    private static final Duration WRONG_COUNT_FOR = Duration.ofMinutes(5);

    /** Longer than any code could be replayed. */
    private static final Duration MEMORY = Duration.ofMinutes(10);

    private final InstantSource clock;
    private final Map<Secret, Past> past = new HashMap<>();

    public OneTimeCodes(InstantSource clock) {
        this.clock = clock;
    }

    /** What a code was worth. */
    public enum Verdict {
        RIGHT("it is right"),
        WRONG("it is wrong"),
        USED("it was used before"),
        TOO_MANY("too many wrong ones came for this identity; try again in some minutes");

        private final String reason;

        Verdict(String reason) {
            this.reason = reason;
        }

        /** For the log. */
        public String reason() {
            return reason;
        }
    }

    private static final class Past {
        private Instant touched = Instant.EPOCH;
        private Instant countingSince = Instant.EPOCH;
        private int wrong;
        private long lastStep = Long.MIN_VALUE;
    }

    /** Tries a code. One that is right is spent by that. */
    public synchronized Verdict check(Secret secret, String code) {
        Instant now = clock.instant();
        past.values().removeIf(each -> each.touched.plus(MEMORY).isBefore(now));
        Past mine = past.computeIfAbsent(secret, unseen -> new Past());
        mine.touched = now;
        if (now.isAfter(mine.countingSince.plus(WRONG_COUNT_FOR))) {
            mine.countingSince = now;
            mine.wrong = 0;
        }
        if (mine.wrong >= MOST_WRONG) {
            return Verdict.TOO_MANY;
        }
        OptionalLong step = step(secret, code.strip(), now.getEpochSecond() / STEP_SECONDS);
        if (step.isEmpty() || step.getAsLong() <= mine.lastStep) {
            mine.wrong++;
            return step.isEmpty() ? Verdict.WRONG : Verdict.USED;
        }
        mine.lastStep = step.getAsLong();
        mine.wrong = 0;
        return Verdict.RIGHT;
    }

    /** The newest step whose code this is. Takes the same time whether and where one fits. */
    private static OptionalLong step(Secret secret, String code, long now) {
        OptionalLong found = OptionalLong.empty();
        byte[] tried = code.getBytes(StandardCharsets.UTF_8);
        for (long step = now - DRIFT; step <= now + DRIFT; step++) {
            byte[] right = code(secret, step).getBytes(StandardCharsets.UTF_8);
            if (MessageDigest.isEqual(right, tried)) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    /** The code of a step (RFC 4226 section 5.3). */
    static String code(Secret secret, long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.bytes(), "HmacSHA1"));
            byte[] hash =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int offset = hash[hash.length - 1] & 0xf;
            int number = ByteBuffer.wrap(hash).getInt(offset) & 0x7fff_ffff;
            return String.format(Locale.ROOT, "%0" + DIGITS + "d", number % MODULUS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA1", e);
        }
    }
}
