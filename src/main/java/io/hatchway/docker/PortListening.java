package io.hatchway.docker;

import io.hatchway.container.Listening;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port of our own in a container's network. */
record PortListening(ServerSocketChannel channel) implements Listening {
    private static final Logger LOG = LoggerFactory.getLogger(PortListening.class);

    @Override
    public int port() {
        return channel.socket().getLocalPort();
    }

    @Override
    public Accepted accept() throws IOException {
        SocketChannel accepted = channel.accept();
        try {
            accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
            int port = accepted.getRemoteAddress() instanceof InetSocketAddress from ? from.getPort() : 0;
            return new Accepted(new SocketDuplex(accepted), port);
        } catch (IOException | RuntimeException failed) {
            accepted.close();
            throw failed;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException alreadyGone) {
            LOG.debug("closing a port in a container", alreadyGone);
        }
    }
}
