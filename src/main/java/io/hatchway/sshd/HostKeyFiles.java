package io.hatchway.sshd;

import java.nio.file.Path;
import java.util.List;

/**
 * Where host keys come from.
 *
 * @param state the folder of the gateway's own, which is made when it is not there
 * @param keys files of further ones
 * @param certificates files of certificates for them
 */
public record HostKeyFiles(Path state, List<Path> keys, List<Path> certificates) {
    public HostKeyFiles {
        keys = List.copyOf(keys);
        certificates = List.copyOf(certificates);
    }
}
