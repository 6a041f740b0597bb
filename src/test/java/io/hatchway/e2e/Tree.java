package io.hatchway.e2e;

import java.util.ArrayList;
import java.util.List;

/**
 * The kinds of process trees a session can leave behind, each in a container of its own making. {@code marks} are parts
 * of the command lines that run once the tree is up.
 */
record Tree(String kind, boolean terminal, String command, String typed, List<String> marks) {

    /** What a shell can start. */
    static List<Tree> ofAShell() {
        return List.of(
                command("a plain program", "exec sleep 60001", "sleep 60001"),
                command("a child of the shell", "sleep 60002; echo after", "sleep 60002"),
                command("a child in a process group of its own", "setsid sleep 60003 & sleep 60004", "60003", "60004"),
                command("a child whose parent has gone", "(setsid sleep 60005 &); sleep 60006", "60005", "60006"),
                command("programs that ignore HUP and TERM", "trap '' HUP TERM; sleep 60007; sleep 60008", "60007"),
                command("a child with an empty environment", "env -i sleep 60009; echo after", "sleep 60009"),
                command("a program that writes", "while :; do echo 60010; sleep 0.1; done; sleep 60010", "sleep 0.1"),
                new Tree(
                        "a shell on a terminal with a job in the background",
                        true,
                        "",
                        "sleep 60011 & sleep 60012\n",
                        List.of("sleep 60011", "sleep 60012")));
    }

    /** What can be started directly, without a shell. */
    static List<Tree> withoutAShell() {
        return List.of(
                command("a plain program", "/bin/sleep 60001", "sleep 60001"),
                command("a program that waits for input", "cat", "cat"),
                new Tree("a program on a terminal", true, "sleep 60013", "", List.of("sleep 60013")));
    }

    private static Tree command(String kind, String command, String... marks) {
        return new Tree(kind, false, command, "", List.of(marks));
    }

    /** Starts every tree in the container, each from a client of its own, and returns once all are up. */
    static Clients start(List<Tree> trees, Box box, Ssh ssh) {
        List<Child> clients = new ArrayList<>();
        try {
            for (Tree tree : trees) {
                Ssh client = tree.terminal() ? ssh.with("-tt") : ssh;
                Child started = tree.command().isEmpty() ? client.start() : client.start(tree.command());
                clients.add(started);
                started.type(tree.typed());
            }
            for (Tree tree : trees) {
                tree.marks().forEach(box::awaitProgram);
            }
            return new Clients(clients);
        } catch (AssertionError e) {
            clients.forEach(client -> e.addSuppressed(new AssertionError(client.toString())));
            new Clients(clients).close();
            throw e;
        }
    }

    /** The clients that hold the trees. */
    record Clients(List<Child> all) implements AutoCloseable {
        void signal(String name) {
            all.forEach(client -> client.signal(name));
        }

        @Override
        public void close() {
            all.forEach(Child::close);
        }
    }
}
