/*
 * An engine that runs nothing: it answers the calls of a login as Docker's does, so that the ahead-of-time cache is
 * trained on them without a container of anybody's. Run by train.sh:  java TrainingEngine.java SOCKET
 */

private static final String DRAINING = "d".repeat(64);
private static final String PRINTING = "0".repeat(64);

private static final String CONTAINER = """
        {"Id":"%1$s","Created":"2026-01-01T00:00:00.000000000Z","Path":"sleep","Args":["infinity"],"Name":"/training",
        "State":{"Status":"running","Running":true,"Paused":false,"Restarting":false,"OOMKilled":false,"Dead":false,
        "Pid":1,"ExitCode":0,"Error":"","StartedAt":"2026-01-01T00:00:00Z","FinishedAt":"0001-01-01T00:00:00Z"},
        "Image":"sha256:%1$s","RestartCount":0,"Driver":"overlay2","Platform":"linux","Mounts":[],"ExecIDs":null,
        "HostConfig":{"NetworkMode":"default","PidMode":"","Privileged":false,"RestartPolicy":{"Name":"no"}},
        "Config":{"Hostname":"training","User":"","Tty":false,"Env":["PATH=/bin"],"Cmd":["sleep","infinity"],
        "Image":"training","WorkingDir":"/","Labels":{}},"NetworkSettings":{"IPAddress":"","Networks":{}}}
        """.formatted("c".repeat(64));

void main(String[] args) throws IOException {
    try (var server = java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
        server.bind(java.net.UnixDomainSocketAddress.of(args[0]));
        while (true) {
            var client = server.accept();
            Thread.ofVirtual().start(() -> answer(client));
        }
    }
}

void answer(java.nio.channels.SocketChannel client) {
    try (client) {
        var in = new BufferedInputStream(java.nio.channels.Channels.newInputStream(client));
        var out = java.nio.channels.Channels.newOutputStream(client);
        var request = line(in);
        var length = 0;
        for (var header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        var body = new String(in.readNBytes(length), java.nio.charset.StandardCharsets.UTF_8);
        switch (request.replaceFirst("/v1\\.\\d+/", "/").replaceFirst("\\?.* ", " ").split("[ /]+")) {
            case String[] w when w[1].equals("version") ->
                reply(out, "200 OK", "{\"Version\":\"0\",\"ApiVersion\":\"1.41\",\"MinAPIVersion\":\"1.12\",\"Os\":\"linux\"}");
            case String[] w when w[0].equals("HEAD") -> {
                var stat = "{\"name\":\"sh\",\"size\":1,\"mode\":493,\"mtime\":\"2026-01-01T00:00:00Z\",\"linkTarget\":\"\"}";
                write(out, "HTTP/1.1 200 OK\r\nX-Docker-Container-Path-Stat: "
                        + Base64.getEncoder().encodeToString(stat.getBytes()) + "\r\n\r\n");
            }
            case String[] w when w[1].equals("containers") && w[3].equals("exec") ->
                reply(out, "201 Created", "{\"Id\":\"" + (body.contains("drain") ? DRAINING : PRINTING) + "\"}");
            case String[] w when w[1].equals("containers") && w[3].equals("json") -> reply(out, "200 OK", CONTAINER);
            case String[] w when w[1].equals("exec") && w[3].equals("start") -> stream(w[2], body, in, out);
            case String[] w when w[1].equals("exec") && w[3].equals("json") ->
                reply(out, "200 OK", "{\"ID\":\"" + w[2] + "\",\"Running\":false,\"ExitCode\":0,\"Pid\":1}");
            case String[] w when w[1].equals("exec") -> reply(out, "200 OK", "");
            default -> reply(out, "404 Not Found", "{\"message\":\"not here\"}");
        }
    } catch (IOException e) {
        // The gateway closed the connection: its right.
    }
}

/** A program that reads to the end, or one that prints eight MiB to a pipe or a line to a terminal. */
void stream(String exec, String body, InputStream in, OutputStream out) throws IOException {
    write(out, "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\n"
            + "Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
    // A real program needs this long to start.
    java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    if (exec.equals(DRAINING)) {
        in.transferTo(OutputStream.nullOutputStream());
    } else if (body.contains("\"Tty\":true")) {
        write(out, "ready\r\n");
    } else {
        var frame = java.nio.ByteBuffer.allocate(8 + 32768).putInt(1 << 24).putInt(32768).array();
        for (var i = 0; i < 256; i++) {
            out.write(frame);
        }
    }
}

void reply(OutputStream out, String status, String json) throws IOException {
    write(out, "HTTP/1.1 " + status + "\r\nApi-Version: 1.41\r\nContent-Type: application/json\r\nContent-Length: "
            + json.getBytes().length + "\r\nConnection: close\r\n\r\n" + json);
}

void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
}

String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (var c = in.read(); c != '\n' && c >= 0; c = in.read()) {
        line.append((char) c);
    }
    return line.toString().strip();
}
