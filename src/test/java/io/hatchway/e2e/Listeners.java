package io.hatchway.e2e;

import java.util.ArrayList;
import java.util.List;

/**
 * Servers on a container's own loopback, whatever its image has: they run on the host and share the container's network
 * alone. Each kind has a port of its own. Needs root.
 */
final class Listeners implements AutoCloseable {
    /** Sends back what it gets, until the end of it. */
    static final int ECHO = 7001;
    /** Takes everything, and only then says how many bytes that were, with their SHA-256. */
    static final int DIGEST = 7002;
    /** Asked for a number of bytes by a line, sends as many zeros. */
    static final int ZEROS = 7003;
    /** Says hello and hangs up. */
    static final int HELLO = 7004;
    /** Sends all it has to say and ends that, and only then listens; prints how much that was. */
    static final int FIRST = 7005;
    /** Never reads. */
    static final int DEAF = 7006;

    private static final String PROGRAM = """
            import hashlib, socket, sys, threading

            def echo(s):
                while data := s.recv(65536):
                    s.sendall(data)

            def digest(s):
                total, sha = 0, hashlib.sha256()
                while data := s.recv(65536):
                    total += len(data)
                    sha.update(data)
                s.sendall(b"%d %s" % (total, sha.hexdigest().encode()))

            def zeros(s):
                left, part = int(s.makefile().readline()), bytes(65536)
                while left:
                    left -= s.send(part[:min(left, len(part))])

            def hello(s):
                s.sendall(b"hello\\n")

            def first(s):
                s.sendall(b"this is all")
                s.shutdown(socket.SHUT_WR)
                total = 0
                while data := s.recv(65536):
                    total += len(data)
                print("heard", total, flush=True)

            def deaf(s):
                threading.Event().wait()

            def one(work, s):
                try:
                    with s:
                        work(s)
                except OSError:
                    pass

            def serve(work, listener):
                while True:
                    s, _ = listener.accept()
                    threading.Thread(target=one, args=(work, s), daemon=True).start()

            ports = []
            for i, work in enumerate([echo, digest, zeros, hello, first, deaf]):
                for host in sys.argv[2:]:
                    family = socket.AF_INET6 if ":" in host else socket.AF_INET
                    port = int(sys.argv[1]) and int(sys.argv[1]) + i
                    listener = socket.create_server((host, port), family=family, backlog=512)
                    threading.Thread(target=serve, args=(work, listener), daemon=True).start()
                ports.append(str(listener.getsockname()[1]))
            print("ready", *ports, flush=True)
            threading.Event().wait()
            """;

    private final Child program;
    private final String[] ports;

    private Listeners(Child program, String[] ports) {
        this.program = program;
        this.ports = ports;
    }

    /** In the network of a container, at these addresses. */
    static Listeners in(Box box, String... addresses) {
        String pid = Docker.docker("inspect", "--format", "{{.State.Pid}}", box.name());
        List<String> argv = new ArrayList<>(List.of("nsenter", "--net=/proc/" + pid + "/ns/net"));
        return started(argv, ECHO, addresses);
    }

    /** On this machine's own loopback, at ports of its choice. */
    static Listeners onThisMachine() {
        return started(new ArrayList<>(), 0, "127.0.0.1");
    }

    private static Listeners started(List<String> argv, int first, String... addresses) {
        argv.addAll(List.of("/usr/bin/python3", "-c", PROGRAM, Integer.toString(first)));
        argv.addAll(List.of(addresses));
        Child program = Child.start(argv);
        Eventually.holds(() -> program.out().endsWith("\n") || !program.alive(), program::toString);
        return new Listeners(program, program.out().strip().split(" ", -1));
    }

    /** Where one of the kinds listens. */
    int port(int kind) {
        return Integer.parseInt(ports[kind - ECHO + 1]);
    }

    void awaitSaid(String text) {
        program.awaitOut(text);
    }

    @Override
    public void close() {
        program.close();
    }
}
