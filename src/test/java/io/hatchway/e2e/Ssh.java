package io.hatchway.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The OpenSSH client with one gateway, one login and one key, and nothing of the user's own set-up. */
final class Ssh {
    private final Gateway gateway;
    private final List<String> before;
    private final List<String> options;
    private final String login;
    private final Path key;

    Ssh(Gateway gateway, String login) {
        this(gateway, List.of(), List.of(), login, gateway.site().userKey());
    }

    private Ssh(Gateway gateway, List<String> before, List<String> options, String login, Path key) {
        this.gateway = gateway;
        this.before = before;
        this.options = options;
        this.login = login;
        this.key = key;
    }

    /** The same client with further options of ssh(1). */
    Ssh with(String... more) {
        return new Ssh(
                gateway,
                before,
                Stream.concat(options.stream(), Stream.of(more)).toList(),
                login,
                key);
    }

    Ssh withKey(Path other) {
        return new Ssh(gateway, before, options, login, other);
    }

    /** The same client under another command, such as {@code ip netns exec NAME}. */
    Ssh under(String... command) {
        return new Ssh(gateway, List.of(command), options, login, key);
    }

    /** A connection that other clients share: {@code ControlMaster}. Ends when closed. */
    Master master() {
        return new Master(this);
    }

    Ran run(String... command) {
        return Child.run(argv(command));
    }

    Ran feed(byte[] input, String... command) {
        return Child.run(argv(command), input);
    }

    /** Starts a client whose input stays open. */
    Child start(String... command) {
        return Child.start(argv(command));
    }

    List<String> argv(String... command) {
        List<String> argv = new ArrayList<>(before);
        argv.addAll(List.of("ssh", "-F", "/dev/null", "-p", Integer.toString(gateway.port())));
        argv.addAll(List.of("-i", key.toString(), "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none"));
        argv.addAll(List.of("-o", "BatchMode=yes", "-o", "LogLevel=ERROR", "-o", "ConnectTimeout=20"));
        // Known from the first login on: a host key that changes later fails the test.
        argv.addAll(List.of("-o", "StrictHostKeyChecking=accept-new"));
        argv.addAll(List.of("-o", "UserKnownHostsFile=" + gateway.site().dir().resolve("known_hosts")));
        argv.addAll(options);
        argv.addAll(List.of("-l", login, gateway.host()));
        argv.addAll(List.of(command));
        return argv;
    }

    /** A shared connection. */
    static final class Master implements AutoCloseable {
        private final Path socket;
        private final Child connection;
        private final Ssh client;

        private Master(Ssh ssh) {
            try {
                // A short path: a socket's has at most 107 bytes.
                socket = Files.createTempDirectory("hw").resolve("m");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            connection = ssh.with("-o", "ControlMaster=yes", "-o", "ControlPath=" + socket, "-N")
                    .start();
            Eventually.holds(() -> Files.exists(socket) || !connection.alive(), () -> connection + " is not connected");
            if (!connection.alive()) {
                throw new AssertionError(connection + " could not connect");
            }
            client = ssh.with("-o", "ControlMaster=no", "-o", "ControlPath=" + socket);
        }

        /** A client that opens a channel of its own over the shared connection. */
        Ssh client() {
            return client;
        }

        Child connection() {
            return connection;
        }

        @Override
        public void close() {
            connection.close();
            try {
                Files.deleteIfExists(socket);
                Files.deleteIfExists(socket.getParent());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
