package io.hatchway.keys;

import io.hatchway.access.Credential;
import io.hatchway.access.KeyBlob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real ssh-keygen, in a folder of its own. */
final class Keygen {
    private final Path folder;

    Keygen(Path folder) {
        this.folder = folder;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** Makes a key pair; ssh-keygen takes the last of two options. */
    Keygen key(String name, String... options) {
        List<String> all = new ArrayList<>(List.of("-q", "-N", "", "-C", name, "-t", "ed25519"));
        all.addAll(List.of(options));
        all.addAll(List.of("-f", name));
        return run(all);
    }

    /** Writes a public key that was made elsewhere. */
    Keygen publicKey(String name, KeyBlob key) {
        String line = key.type() + " " + Base64.getEncoder().encodeToString(key.bytes()) + " " + name + "\n";
        return write(name + ".pub", line.getBytes(StandardCharsets.UTF_8));
    }

    /** Signs {@code name}'s certificate. */
    KeyBlob certificate(String authority, String name, String... options) {
        List<String> all = new ArrayList<>(List.of("-q", "-s", authority, "-I", "id of " + name, "-n", "web,db"));
        all.addAll(List.of(options));
        all.add(name + ".pub");
        run(all);
        return blob(name + "-cert");
    }

    KeyBlob blob(String name) {
        try {
            String line = Files.readString(folder.resolve(name + ".pub"));
            return KeyBlob.of(Base64.getDecoder().decode(line.split(" ", -1)[1].strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Keygen write(String name, byte[] content) {
        try {
            Files.write(folder.resolve(name), content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] read(String name) {
        try {
            return Files.readAllBytes(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Keygen run(List<String> arguments) {
        List<String> argv = new ArrayList<>(List.of("ssh-keygen"));
        argv.addAll(arguments);
        try {
            Path said = Files.createTempFile(folder, "said", "");
            Process process = new ProcessBuilder(argv)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(argv + " failed: " + Files.readString(said));
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The certificate as a client that signs with this algorithm offers it. */
    static Credential.Certificate read(String algorithm, KeyBlob blob) throws UnusableKeyException {
        OfferedKey offered = OfferedKey.parse(algorithm, blob);
        offered.checkAuthority();
        return (Credential.Certificate) offered.credential();
    }

    static Credential.Certificate read(KeyBlob blob) throws UnusableKeyException {
        return read(blob.type().startsWith("ssh-rsa") ? "rsa-sha2-512-cert-v01@openssh.com" : blob.type(), blob);
    }
}
