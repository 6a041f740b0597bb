package io.hatchway.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A wire to the engine that a test can cut and mend, so that the engine itself is left alone. */
final class EngineWire implements AutoCloseable {
    private final Path engine;
    private final Path socket;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private @Nullable ServerSocketChannel listener;

    private EngineWire(Path engine, Path socket) {
        this.engine = engine;
        this.socket = socket;
    }

    /** A wire that is whole. */
    static EngineWire toEngine() {
        EngineWire wire = cutFromTheStart();
        wire.mend();
        return wire;
    }

    static EngineWire cutFromTheStart() {
        try {
            return new EngineWire(
                    Docker.socket(), Files.createTempDirectory("hw").resolve("e"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String uri() {
        return "unix://" + socket;
    }

    /** From now on new connections reach the engine. */
    synchronized void mend() {
        try {
            ServerSocketChannel fresh = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            fresh.bind(UnixDomainSocketAddress.of(socket));
            listener = fresh;
            Thread.startVirtualThread(() -> accept(fresh));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends every connection at once and takes no new ones. */
    synchronized void cut() {
        try {
            if (listener != null) {
                listener.close();
                listener = null;
            }
            Files.deleteIfExists(socket);
            for (SocketChannel channel : open) {
                channel.close();
            }
            open.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        cut();
        try {
            Files.delete(socket.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocketChannel from) {
        while (from.isOpen()) {
            try {
                SocketChannel client = from.accept();
                SocketChannel server = SocketChannel.open(UnixDomainSocketAddress.of(engine));
                open.add(client);
                open.add(server);
                Thread.startVirtualThread(() -> copy(client, server));
                Thread.startVirtualThread(() -> copy(server, client));
            } catch (IOException e) {
                return; // Cut.
            }
        }
    }

    /** One direction; its end is passed on, and a broken connection breaks the other side. */
    private void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try {
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
            to.shutdownOutput();
        } catch (IOException e) {
            close(from);
            close(to);
        }
    }

    private void close(SocketChannel channel) {
        open.remove(channel);
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
