package io.hatchway.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where and as whom a client logs in; the host is always 127.0.0.1. */
record Endpoint(String user, int port, Path key) {
    static final String HOST = "127.0.0.1";

    private static final List<String> OPTIONS = Stream.of(
                    "BatchMode=yes",
                    "StrictHostKeyChecking=no",
                    "UserKnownHostsFile=/dev/null",
                    "GlobalKnownHostsFile=/dev/null",
                    "IdentitiesOnly=yes",
                    "IdentityAgent=none",
                    "LogLevel=ERROR")
            .flatMap(option -> Stream.of("-o", option))
            .toList();

    /** OpenSSH's command line, free of the caller's configuration, agent and known hosts. */
    List<String> ssh(String... command) {
        return words("ssh", "-p", Stream.concat(Stream.of(address()), Stream.of(command)));
    }

    /** The same of its sftp, which reads a batch of commands on stdin. */
    List<String> sftp() {
        return words("sftp", "-P", Stream.of("-b", "-", address()));
    }

    /** The same of its scp, to a folder there. */
    List<String> scpTree(Path from, String to) {
        return words("scp", "-P", Stream.of("-r", from.toString(), address() + ":" + to));
    }

    private String address() {
        return user + "@" + HOST;
    }

    private List<String> words(String program, String portOption, Stream<String> rest) {
        return Stream.of(
                        Stream.of(program, "-F", "none", "-i", key.toString(), portOption, Integer.toString(port)),
                        OPTIONS.stream(),
                        rest)
                .flatMap(words -> words)
                .toList();
    }
}
