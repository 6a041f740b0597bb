package io.hatchway.container;

/** A place a connection leads to, as the container sees it. */
public sealed interface Destination {

    /**
     * A port.
     *
     * @param host a name, which the container resolves, or an address without brackets
     */
    record Port(String host, int port) implements Destination {
        @Override
        public String toString() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /** A Unix socket by its absolute path in the container. */
    record Socket(String path) implements Destination {
        @Override
        public String toString() {
            return path;
        }
    }
}
