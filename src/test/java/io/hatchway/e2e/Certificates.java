package io.hatchway.e2e;

import io.hatchway.access.KeyBlob;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates as an operator makes them. */
final class Certificates {
    private Certificates() {}

    /** Signs a public key's file with {@code ssh-keygen -s}; the certificate lies beside it, where the client looks. */
    static KeyBlob sign(Path authority, Path publicKey, String principals, String... options) {
        List<String> argv = new ArrayList<>(List.of("ssh-keygen", "-q", "-s", authority.toString(), "-I", "an id"));
        if (!principals.isEmpty()) {
            argv.addAll(List.of("-n", principals));
        }
        argv.addAll(List.of(options));
        argv.add(publicKey.toString());
        Child.run(argv).ok();
        String made = Site.read(Path.of(publicKey.toString().replaceAll("\\.pub$", "-cert.pub")));
        return KeyBlob.of(Base64.getDecoder().decode(made.split(" ", -1)[1].strip()));
    }
}
