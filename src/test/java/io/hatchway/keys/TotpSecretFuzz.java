package io.hatchway.keys;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.access.Secret;
import io.hatchway.fuzz.FuzzTarget;
import java.util.List;
import java.util.Optional;

/** A secret that is read is the one that is written, in either way of writing it. */
final class TotpSecretFuzz implements FuzzTarget {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int LEAST_BYTES = 16;
    private static final int LONG = 4000;

    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
                "gezd gnbv-gy3t qojq gezd gnbv gy3t qojq\n",
                "GEZDGNBVGY3TQOJQGEZDGNBVGY======",
                "GEZDGNBV",
                "otpauth://totp/hatchway:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=hatchway&digits=6",
                "OTPAUTH://TOTP/x?secret=GEZDGNBVGY3TQOJQ%47EZDGNBVGY3TQOJQ&period=30&algorithm=sha1",
                "otpauth://hotp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=1",
                "otpauth://totp/x?secret=%zz");
    }

    @Override
    public void hold(byte[] input) {
        String text = FuzzTarget.text(input);
        Optional<Secret> read = TotpSecret.parse(text);
        read.ifPresent(secret -> {
            String written = base32(secret.bytes());
            that(secret.bytes().length >= LEAST_BYTES, "%s is short", text);
            that(TotpSecret.parse(written).equals(read), "%s, written again as %s, is another", text, written);
            if (written.length() < LONG) {
                that(
                        TotpSecret.parse("otpauth://totp/a?secret=" + written).equals(read),
                        "%s is another as an address",
                        written);
            }
            that(OneTimeCodes.code(secret, 1).matches("[0-9]{6}"), "a code of %s", text);
        });
    }

    private static String base32(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int held = 0;
        int bits = 0;
        for (byte next : bytes) {
            held = (held << 8) | (next & 0xff);
            for (bits += 8; bits >= 5; bits -= 5) {
                text.append(BASE32.charAt((held >>> (bits - 5)) & 31));
            }
            held &= (1 << bits) - 1;
        }
        if (bits > 0) {
            text.append(BASE32.charAt((held << (5 - bits)) & 31));
        }
        return text.toString();
    }
}
