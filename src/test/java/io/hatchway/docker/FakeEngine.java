package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An engine on a Unix socket that answers every request with what a test makes of its first line. */
final class FakeEngine implements AutoCloseable {
    /** Answers one request on its connection, which is closed afterwards. */
    interface Answers {
        String answer(String requestLine, SocketChannel connection) throws IOException;
    }

    final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    final EngineEndpoint address;
    private final ServerSocketChannel listening;
    private final Answers answers;

    FakeEngine(Path folder, Answers answers) throws IOException {
        this.answers = answers;
        Path socket = folder.resolve("engine.sock");
        address = new EngineEndpoint.Unix(socket);
        listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Thread.startVirtualThread(this::accept);
    }

    static String json(int status, String body) {
        return "HTTP/1.1 " + status + " Said\r\nApi-Version: 1.41\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel connection = listening.accept();
                Thread.startVirtualThread(() -> serve(connection));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            StringBuilder request = new StringBuilder();
            ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
            while (!isWhole(request) && connection.read(buffer.clear()) >= 0) {
                request.append(ISO_8859_1.decode(buffer.flip()));
            }
            requests.add(request.toString());
            String line = request.substring(0, Math.max(0, request.indexOf("\r\n")));
            ByteBuffer answer = ByteBuffer.wrap(answers.answer(line, connection).getBytes(ISO_8859_1));
            while (answer.hasRemaining()) {
                connection.write(answer);
            }
        } catch (IOException gone) {
            // the gateway closed first
        }
    }

    private static boolean isWhole(CharSequence request) {
        String text = request.toString();
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        String head = text.substring(0, end);
        if (head.contains("chunked")) {
            return text.endsWith("\r\n0\r\n\r\n");
        }
        int length = head.indexOf("Content-Length: ");
        return length < 0
                || text.length() - end - 4
                        >= Integer.parseInt(head.substring(length + 16).split("\r\n", 2)[0]);
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
