package io.hatchway.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Where an engine's API answers. */
public sealed interface EngineAddress {
    /** Where an engine listens on the host it runs on unless it is told otherwise. */
    EngineAddress DEFAULT = new Unix(Path.of("/var/run/docker.sock"));

    /** A socket in the file system, by absolute path. */
    record Unix(Path socket) implements EngineAddress {
        @Override
        public String toString() {
            return "unix://" + socket;
        }
    }

    /** A TCP port, with TLS or without as {@link Settings.Engine#tls} says. */
    record Tcp(String host, int port) implements EngineAddress {
        @Override
        public String toString() {
            return "tcp://" + new ListenAddress(host, port);
        }
    }

    /** Parses {@code unix:///path} or {@code tcp://host:port}, the engine's own two forms. */
    static Optional<EngineAddress> parse(String text) {
        if (text.startsWith("unix:///")) {
            try {
                return Optional.of(new Unix(Path.of(text.substring("unix://".length()))));
            } catch (InvalidPathException e) {
                return Optional.empty();
            }
        }
        return text.startsWith("tcp://")
                ? ListenAddress.parse(text.substring("tcp://".length()))
                        .filter(address -> address.port() > 0)
                        .map(address -> new Tcp(address.host(), address.port()))
                : Optional.empty();
    }
}
