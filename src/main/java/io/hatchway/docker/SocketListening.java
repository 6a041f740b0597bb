package io.hatchway.docker;

import io.hatchway.container.Listening;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port or socket of our own in a container.
 *
 * @param whenClosed removes what was made for it
 */
record SocketListening(ServerSocketChannel channel, Runnable whenClosed) implements Listening {
    private static final Logger LOG = LoggerFactory.getLogger(SocketListening.class);
    private static final Duration REST = Duration.ofMillis(500);

    @Override
    public int port() {
        try {
            return channel.getLocalAddress() instanceof InetSocketAddress at ? at.getPort() : 0;
        } catch (IOException closed) {
            return 0;
        }
    }

    @Override
    public Accepted accept() throws IOException {
        while (true) {
            try {
                return accepted(channel.accept());
            } catch (IOException failed) {
                if (!channel.isOpen()) {
                    throw failed;
                }
                // One connection that was given up already, or too many open files: not the end of all others.
                LOG.warn("a connection from a container could not be taken: {}", failed.getMessage());
                rest();
            }
        }
    }

    private static Accepted accepted(SocketChannel taken) throws IOException {
        try {
            int port = 0;
            if (taken.getRemoteAddress() instanceof InetSocketAddress from) {
                taken.setOption(StandardSocketOptions.TCP_NODELAY, true);
                port = from.getPort();
            }
            return new Accepted(new SocketDuplex(taken), port);
        } catch (IOException | RuntimeException failed) {
            taken.close();
            throw failed;
        }
    }

    private static void rest() throws IOException {
        try {
            Thread.sleep(REST);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a connection");
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException alreadyGone) {
            LOG.debug("closing a port in a container", alreadyGone);
        }
        whenClosed.run();
    }
}
