package io.hatchway.keys;

import io.hatchway.access.Secret;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The secret an authenticator app shares with the gateway: Base32 (RFC 4648 section 6) in groups or in one piece, or the
 * {@code otpauth://totp/...} address that such apps read from a QR code.
 */
public final class TotpSecret {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String ADDRESS = "otpauth://";

    /** RFC 4226 section 4, R6. */
    private static final int LEAST_BYTES = 16;

    private static final int LONGEST = 4096;

    private TotpSecret() {}

    /**
     * Reads a secret; blanks around it do not matter.
     *
     * @return empty where it is neither, has less than 128 bits, or asks for other codes than 6 digits every 30 seconds by
     *     HMAC-SHA-1
     */
    public static Optional<Secret> parse(String text) {
        String written = text.strip();
        if (written.length() > LONGEST) {
            return Optional.empty();
        }
        return written.toLowerCase(Locale.ROOT).startsWith(ADDRESS) ? address(written) : base32(written);
    }

    private static Optional<Secret> address(String text) {
        int question = text.indexOf('?');
        boolean timed = text.toLowerCase(Locale.ROOT).startsWith(ADDRESS + "totp/");
        if (question < 0 || !timed) {
            return Optional.empty();
        }
        Map<String, String> parameters = new HashMap<>();
        try {
            for (String parameter : text.substring(question + 1).split("&", -1)) {
                int equals = parameter.indexOf('=');
                if (equals < 0
                        || parameters.put(
                                        parameter.substring(0, equals).toLowerCase(Locale.ROOT),
                                        URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8))
                                != null) {
                    return Optional.empty();
                }
            }
        } catch (IllegalArgumentException notEncoded) {
            return Optional.empty();
        }
        boolean ours = parameters.getOrDefault("algorithm", "SHA1").equalsIgnoreCase("SHA1")
                && parameters.getOrDefault("digits", "6").equals("6")
                && parameters.getOrDefault("period", "30").equals("30");
        return ours ? base32(parameters.getOrDefault("secret", "")) : Optional.empty();
    }

    private static Optional<Secret> base32(String text) {
        String digits = text.replaceAll("[ \t-]", "").replaceFirst("=+$", "").toUpperCase(Locale.ROOT);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int bits = 0;
        int held = 0;
        for (int i = 0; i < digits.length(); i++) {
            int value = ALPHABET.indexOf(digits.charAt(i));
            if (value < 0) {
                return Optional.empty();
            }
            held = (held << 5) | value;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes.write(held >>> bits);
                held &= (1 << bits) - 1;
            }
        }
        boolean whole = bits < 5 && held == 0;
        return whole && bytes.size() >= LEAST_BYTES ? Optional.of(Secret.of(bytes.toByteArray())) : Optional.empty();
    }
}
