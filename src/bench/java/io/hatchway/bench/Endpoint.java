package io.hatchway.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where and as whom a client logs in; the host is always 127.0.0.1. */
record Endpoint(String user, int port, Path key) {
    static final String HOST = "127.0.0.1";

    /** OpenSSH's command line, free of the caller's configuration, agent and known hosts. */
    List<String> ssh(String... command) {
        var options = Stream.of(
                "BatchMode=yes",
                "StrictHostKeyChecking=no",
                "UserKnownHostsFile=/dev/null",
                "GlobalKnownHostsFile=/dev/null",
                "IdentitiesOnly=yes",
                "IdentityAgent=none",
                "LogLevel=ERROR");
        return Stream.of(
                        Stream.of("ssh", "-F", "none", "-i", key.toString(), "-p", Integer.toString(port)),
                        options.flatMap(option -> Stream.of("-o", option)),
                        Stream.of(user + "@" + HOST),
                        Stream.of(command))
                .flatMap(words -> words)
                .toList();
    }
}
