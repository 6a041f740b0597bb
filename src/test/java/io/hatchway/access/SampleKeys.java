package io.hatchway.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** Public keys made by ssh-keygen, whose private halves are nobody's. */
public final class SampleKeys {
    public static final List<String> GOOD = List.of("ed25519", "ecdsa256", "ecdsa384", "ecdsa521", "rsa2048");

    private SampleKeys() {}

    /** The line of {@code NAME.pub}, without its newline. */
    public static String line(String name) {
        try (InputStream in = SampleKeys.class.getResourceAsStream("/sample-keys/" + name + ".pub")) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static KeyBlob blob(String name) {
        return KeyBlob.of(Base64.getDecoder().decode(line(name).split(" ", -1)[1]));
    }
}
