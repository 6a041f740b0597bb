package io.hatchway.docker;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLSocket;

/** A connection inside TLS. Half-closing needs TLS 1.3, where close_notify ends one direction (RFC 8446, 6.1). */
record TlsConnection(Socket plain, SSLSocket socket) implements Connection {

    @Override
    public int read(ByteBuffer into) throws IOException {
        int count = socket.getInputStream().read(into.array(), into.arrayOffset() + into.position(), into.remaining());
        if (count > 0) {
            into.position(into.position() + count);
        }
        return count;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        socket.getOutputStream().write(from.array(), from.arrayOffset() + from.position(), from.remaining());
        from.position(from.limit());
    }

    @Override
    public void finishOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        // TLS would wait for a blocked writer to say its farewell; this frees reader and writer at once.
        plain.close();
    }
}
