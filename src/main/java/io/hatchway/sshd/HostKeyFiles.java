package io.hatchway.sshd;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

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

    /**
     * Why a gateway could not start with them: a sentence for each file. Makes and changes nothing. Blocks on the disk.
     *
     * @param warned takes a sentence for what it could start with all the same
     */
    public List<String> objections(Consumer<String> warned) {
        return HostKeys.objections(this, warned);
    }
}
