package io.hatchway.access;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.fuzz.FuzzTarget;
import java.util.List;

/** A key's comment, whatever it holds, makes a short name that is fit for logs and terminals. */
final class IdentityFuzz implements FuzzTarget {
    private static final KeyBlob KEY = SampleKeys.blob("ed25519");
    private static final int LONGEST = 128;

    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                "alice@laptop", "\u001b[2J\u001b]0;x\u0007", "\u202egnp.exe", "", "a\nb", "\ud83d\ude80");
    }

    @Override
    public void hold(byte[] input) {
        Identity identity = Identity.of(KEY, FuzzTarget.text(input));
        that(!identity.name().isBlank(), "no name");
        that(FuzzTarget.isPlain(identity.name()), "not fit to show: %s", identity.name());
        that(
                identity.name().codePoints().count() <= LONGEST,
                "%d characters",
                identity.name().length());
    }
}
