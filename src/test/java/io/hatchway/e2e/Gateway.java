package io.hatchway.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The running program. Closing it ends it as an operator would, and fails when it does not end well. */
final class Gateway implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("hatchway: listening on (\\S+):(\\d+)\n");

    private final Site site;
    private final Child child;
    private final String host;
    private final int port;
    private boolean mayEnd;

    private Gateway(Site site, Child child, String host, int port) {
        this.site = site;
        this.child = child;
        this.host = host;
        this.port = port;
    }

    static Gateway started(Site site, Child child) {
        try {
            Eventually.within(
                    Duration.ofSeconds(60),
                    () -> child.out().contains("\n") || !child.alive(),
                    () -> child + " does not listen");
            Matcher line = LISTENING.matcher(child.out());
            if (!line.matches()) {
                throw new AssertionError(child + " should have printed one line: where it listens");
            }
            return new Gateway(site, child, line.group(1), Integer.parseInt(line.group(2)));
        } catch (AssertionError e) {
            child.close();
            throw e;
        }
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    /** A bare connection. */
    Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    Site site() {
        return site;
    }

    /** An OpenSSH client that logs in as {@code login} with the site's key. */
    Ssh ssh(String login) {
        return new Ssh(this, login);
    }

    Ssh ssh(Box box) {
        return ssh(box.name());
    }

    String out() {
        return child.out();
    }

    String log() {
        return child.err();
    }

    boolean alive() {
        return child.alive();
    }

    /** The resident memory of the program's process, in bytes. */
    long resident() {
        return Site.read(Path.of("/proc", Long.toString(child.pid()), "status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    /** The links to what the program has open, as proc(5) names them, that end so. */
    List<String> open(String end) {
        return Child.run(List.of("find", "/proc/" + child.pid() + "/fd", "-lname", "*" + end, "-printf", "%l\n"))
                .out()
                .lines()
                .toList();
    }

    void signal(String name) {
        child.signal(name);
    }

    /** Waits for the end that a signal has asked for. */
    Ran await(Duration limit) {
        mayEnd = true;
        return child.await(limit);
    }

    Ran kill9() {
        child.signal("KILL");
        return await(Child.PATIENCE);
    }

    @Override
    public void close() {
        try (child) {
            if (!child.alive() && !mayEnd) {
                throw new AssertionError(this + " has ended by itself");
            }
            if (child.alive()) {
                child.signal("TERM");
                Ran end = child.await(Duration.ofSeconds(30));
                if (end.code() != 0) {
                    throw new AssertionError(end + " should have ended with 0 after SIGTERM");
                }
            }
        }
    }

    @Override
    public String toString() {
        return child.toString();
    }
}
