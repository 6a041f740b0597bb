package io.hatchway.bench;

import java.io.IOException;

/**
 * A container with a web server on its port {@value #PORT}, which the engine publishes on this machine's loopback. It has
 * a large file of zeros and a small one.
 */
record WebServer(String container, int publishedPort) {
    static final int PORT = 8080;
    static final long LARGE = 1L << 30;

    /** Starts one; whoever does so removes it. */
    static WebServer start(String container, String image) throws IOException, InterruptedException {
        Programs.run(
                "docker",
                "run",
                "--detach",
                "--pull=never",
                "--publish=" + Endpoint.HOST + "::" + PORT,
                "--name=" + container,
                image,
                "sh",
                "-c",
                "mkdir /web && cd /web && echo small > small && truncate -s " + LARGE + " large && exec httpd -f -p "
                        + PORT + " -h /web");
        var published = Programs.run("docker", "port", container, PORT + "/tcp");
        return new WebServer(container, Integer.parseInt(published.strip().replaceFirst("(?s).*:", "")));
    }

    int largeMib() {
        return (int) (LARGE >> 20);
    }
}
