package io.hatchway.keys;

import static io.hatchway.fuzz.FuzzTarget.isPlain;
import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.access.SampleKeys;
import io.hatchway.fuzz.FuzzTarget;
import java.time.ZoneOffset;
import java.util.List;

/** Whatever is handed in as a key adds one line without options of its own, or is refused with a sentence. */
final class NewKeyFuzz implements FuzzTarget {
    private static final String KEY = SampleKeys.line("ed25519");

    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                KEY,
                " \n" + KEY + "\tcomment\r\n",
                KEY + "\n" + KEY,
                "restrict " + KEY,
                "command=\"x\" " + KEY,
                SampleKeys.line("certificate"),
                "ssh-rsa AAAA",
                "-----BEGIN OPENSSH PRIVATE KEY-----\n");
    }

    @Override
    public void hold(byte[] input) {
        String handedIn = FuzzTarget.text(input);
        NewKey key;
        try {
            key = NewKey.parse(handedIn);
        } catch (EditException refused) {
            that(isPlain(refused.sentence()), "not fit to show: %s", refused.sentence());
            return;
        }
        AuthorizedKeys read = AuthorizedKeys.parse("web", "web", "no-pty " + key.text() + "\n", ZoneOffset.UTC);
        that(
                read.rules().size() == 1,
                "%s made %d lines",
                key.text(),
                read.rules().size());
        that(read.rules().getFirst().key().equals(key.key()), "another key: %s", key.text());
        that(!read.rules().getFirst().restrictions().pty(), "other options: %s", key.text());
        that(read.rules().getFirst().restrictions().command().isEmpty(), "a command: %s", key.text());
    }
}
