package io.hatchway.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** OpenSSH's sftp and scp with one gateway and one login, as {@link Ssh} is its ssh. */
final class Sftp {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Gateway gateway;
    private final String login;

    Sftp(Gateway gateway, String login) {
        this.gateway = gateway;
        this.login = login;
    }

    /** Runs commands of sftp's, one after the other; the first that fails ends it, unless it begins with a dash. */
    Ran batch(String... commands) {
        List<String> argv = argv("sftp", "-b", "-");
        argv.add(login + "@" + gateway.host());
        try (Child child = Child.start(argv)) {
            child.type(String.join("\n", commands) + "\n");
            child.endInput();
            return child.await(PATIENCE);
        }
    }

    /** Runs scp; a word that begins with a colon is a path in the container. */
    Ran scp(String... words) {
        try (Child child = startScp(words)) {
            child.endInput();
            return child.await(PATIENCE);
        }
    }

    Child startScp(String... words) {
        List<String> argv = argv("scp");
        Arrays.stream(words)
                .map(word -> word.startsWith(":") ? login + "@" + gateway.host() + word : word)
                .forEach(argv::add);
        return Child.start(argv);
    }

    /** The options both programs share. */
    List<String> argv(String program, String... more) {
        List<String> argv = new ArrayList<>(List.of(program, "-F", "/dev/null"));
        argv.addAll(List.of("-P", Integer.toString(gateway.port())));
        argv.addAll(options());
        argv.addAll(List.of(more));
        return argv;
    }

    /** The start of an ssh command line, in which no word needs quotes, for programs that end it with a host. */
    String sshCommand() {
        return "ssh -F /dev/null -p " + gateway.port() + " " + String.join(" ", options());
    }

    /** Options of ssh(1), for whoever starts an ssh of their own. */
    List<String> options() {
        return List.of(
                "-i",
                gateway.site().userKey().toString(),
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "IdentityAgent=none",
                "-o",
                "BatchMode=yes",
                "-o",
                "LogLevel=ERROR",
                "-o",
                "StrictHostKeyChecking=accept-new",
                "-o",
                "UserKnownHostsFile=" + gateway.site().dir().resolve("known_hosts"));
    }
}
