package io.hatchway.keys;

import static io.hatchway.fuzz.FuzzTarget.that;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.access.Credential;
import io.hatchway.access.KeyBlob;
import io.hatchway.access.Restrictions;
import io.hatchway.access.SampleKeys;
import io.hatchway.config.Problem;
import io.hatchway.config.Problems;
import io.hatchway.fuzz.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A list is understood from its first byte to its last, or everything is revoked and the reason said. */
final class RevokedKeysFuzz implements FuzzTarget {
    private static final int LONGEST_MESSAGE = 400;
    private static final KeyBlob KEY = SampleKeys.blob("ed25519");
    private static final KeyBlob AUTHORITY = SampleKeys.blob("ecdsa256");
    private static final List<Credential> SHOWN = List.of(
            new Credential.Key(KEY),
            new Credential.Certificate(
                    KEY,
                    AUTHORITY,
                    7,
                    "id",
                    List.of("web"),
                    Instant.EPOCH,
                    Instant.EPOCH.plusSeconds(1),
                    Restrictions.NONE));

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>(FuzzTarget.texts(
                "# lost\n" + SampleKeys.line("ed25519") + "\r\n\n" + SampleKeys.line("other"),
                KEY.fingerprint() + " laptop\n" + SampleKeys.line("certificate"),
                "nonsense"));
        seeds.add(list());
        byte[] serials = certificates(sub(0x20, longs(5, 7)), sub(0x21, longs(8, 90)));
        byte[] bits = certificates(sub(
                0x22,
                ByteBuffer.allocate(14)
                        .putLong(1)
                        .putInt(2)
                        .putShort((short) 0x55)
                        .array()));
        byte[] ids = certificates(sub(0x23, string("id".getBytes(UTF_8))));
        seeds.add(list(sub(1, serials), sub(1, bits), sub(1, ids)));
        seeds.add(list(sub(2, string(KEY.bytes())), sub(3, string(new byte[20])), sub(5, string(new byte[32]))));
        return seeds;
    }

    private static byte[] list(byte[]... sections) {
        ByteBuffer head =
                ByteBuffer.allocate(36).putLong(0x5353484b524c0a00L).putInt(1).putLong(3);
        return joined(head.array(), string(new byte[0]), string("all".getBytes(UTF_8)), joined(sections));
    }

    private static byte[] certificates(byte[]... subsections) {
        return joined(string(AUTHORITY.bytes()), string(new byte[0]), joined(subsections));
    }

    private static byte[] sub(int kind, byte[] content) {
        return joined(new byte[] {(byte) kind}, string(content));
    }

    private static byte[] longs(long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES * values.length);
        for (long value : values) {
            buffer.putLong(value);
        }
        return buffer.array();
    }

    private static byte[] string(byte[] content) {
        return joined(ByteBuffer.allocate(4).putInt(content.length).array(), content);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Override
    public void hold(byte[] input) {
        Problems problems = new Problems();
        RevokedKeys read = RevokedKeys.parse("revoked", input, problems);
        long lines = FuzzTarget.text(input).chars().filter(c -> c == '\n').count() + 1;
        for (Problem problem : problems.list()) {
            that(problem.line() >= 0 && problem.line() <= lines, "line %d of %d", problem.line(), lines);
            that(FuzzTarget.isPlain(problem.message()), "not fit to show: %s", problem);
            that(problem.message().length() <= LONGEST_MESSAGE, "too long to show: %s", problem);
        }
        for (Credential shown : SHOWN) {
            boolean revoked = read.revokes(shown);
            that(revoked || !problems.hasErrors(), "%s lives on with %s", shown, problems.list());
        }
        if (problems.hasErrors()) {
            // A list that was cut off may be whole with what is added.
            return;
        }
        Problems more = new Problems();
        byte[] spoilt = joined(input, "\nnonsense".getBytes(UTF_8));
        that(
                SHOWN.stream().allMatch(RevokedKeys.parse("revoked", spoilt, more)::revokes) && more.hasErrors(),
                "what nobody understands was passed over");
    }
}
