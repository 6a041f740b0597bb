package io.hatchway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        box = STAGE.add(Box.debian());
        gateway = STAGE.add(STAGE.add(Site.create()).open(box).start());
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
}
