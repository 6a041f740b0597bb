package io.hatchway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How editors work on a remote machine, VS Code's Remote among them: a script on the stdin of a shell without a terminal,
 * an upload, a server that the script starts and that listens on the container's loopback, and a SOCKS proxy or a port
 * that leads to it.
 */
@RealEngine
final class EditorIT {
    private static final String SERVER = """
            import socket
            listener = socket.create_server(("127.0.0.1", 0))
            print("listeningOn==%d==" % listener.getsockname()[1], flush=True)
            while True:
                s, _ = listener.accept()
                s.recv(4096)
                s.sendall(b"HTTP/1.0 200 OK\\r\\n\\r\\nserved\\n")
                s.close()
            """;

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box box;
    private static Box busybox;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        box = STAGE.add(Box.debian());
        busybox = STAGE.add(Box.busybox());
        gateway = STAGE.add(STAGE.add(Site.create()).open(box, busybox).start());
    }

    @Test
    void anEditorInstallsItsServerAndReachesIt() throws Exception {
        int proxy = Tunnel.freePort();
        try (Child client =
                gateway.ssh(box).with("-T", "-D", "127.0.0.1:" + proxy).start("sh")) {
            client.type("echo \"platform==$(uname -s)==$(uname -m)==\"; mkdir -p /tmp/editor; echo ready\n");
            client.awaitOut("platform==Linux==");
            client.awaitOut("ready");
            gateway.ssh(box)
                    .feed(SERVER.getBytes(UTF_8), "cat > /tmp/editor/server.py")
                    .ok();
            client.type("python3 /tmp/editor/server.py &\n");
            client.awaitOut("listeningOn==");
            int port = Integer.parseInt(client.out().replaceFirst("(?s).*listeningOn==(\\d+)==.*", "$1"));
            assertThat(Child.run(List.of(
                                    "curl",
                                    "-s",
                                    "--max-time",
                                    "20",
                                    "-x",
                                    "socks5h://127.0.0.1:" + proxy,
                                    "http://127.0.0.1:" + port))
                            .ok())
                    .isEqualTo("served\n");
            try (Tunnel tunnel = Tunnel.to(gateway.ssh(box), port);
                    Socket socket = tunnel.connect()) {
                socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(UTF_8));
                assertThat(socket.getInputStream().readAllBytes()).asString().endsWith("served\n");
            }
            client.signal("KILL");
        }
        box.awaitEmpty();
    }

    /** A server for it has to bring all it needs: here that is one file, which comes by scp as editors send theirs. */
    @Test
    void soItDoesWhereThereIsOnlyBusybox(@TempDir Path dir) throws Exception {
        Path served = Files.writeString(dir.resolve("version"), "served\n");
        int proxy = Tunnel.freePort();
        try (Child client =
                gateway.ssh(busybox).with("-T", "-D", "127.0.0.1:" + proxy).start("sh")) {
            client.type("echo \"platform==$(uname -s)==$(uname -m)==\"; mkdir -p /tmp/editor; echo ready\n");
            client.awaitOut("platform==Linux==");
            client.awaitOut("ready");
            try (Child upload = new Sftp(gateway, busybox.name()).startScp(served.toString(), ":/tmp/editor/version")) {
                upload.await().ok();
            }
            // As it checks whether its server is there, on a connection of its own.
            assertThat(gateway.ssh(busybox)
                            .run("test -f /tmp/editor/version && echo there")
                            .ok())
                    .isEqualTo("there\n");
            client.type("httpd -f -p 127.0.0.1:8123 -h /tmp/editor & echo listeningOn==8123==\n");
            client.awaitOut("listeningOn==8123==");
            busybox.awaitProgram("httpd");
            String url = "http://127.0.0.1:8123/version";
            assertThat(Child.run(List.of(
                                    "curl",
                                    "-s",
                                    "--retry",
                                    "5",
                                    "--retry-all-errors",
                                    "--max-time",
                                    "20",
                                    "-x",
                                    "socks5h://127.0.0.1:" + proxy,
                                    url))
                            .ok())
                    .isEqualTo("served\n");
            try (Tunnel tunnel = Tunnel.to(gateway.ssh(busybox), 8123);
                    Socket socket = tunnel.connect()) {
                socket.getOutputStream().write("GET /version HTTP/1.0\r\n\r\n".getBytes(UTF_8));
                assertThat(socket.getInputStream().readAllBytes()).asString().endsWith("served\n");
            }
            client.signal("KILL");
        }
        busybox.awaitEmpty();
    }
}
