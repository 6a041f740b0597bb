package io.hatchway.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.session.ClientSession;

/** Somebody at the console: types, and waits for its prompt. Of what is printed, the end is kept and the lines counted. */
final class Prompted implements AutoCloseable {
    /** The prompt ends with the key's comment. */
    static final String PROMPT = "bench> ";

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int KEPT = 4096;
    /** So that no list is leafed through. */
    private static final int ROWS = 5000;

    private static final int COLUMNS = 200;

    private final ClientSession connection;
    private final ChannelShell channel;
    private final OutputStream keys;
    private final StringBuilder end = new StringBuilder();
    private long lines;

    private Prompted(ClientSession connection, ChannelShell channel) {
        this.connection = connection;
        this.channel = channel;
        this.keys = channel.getInvertedIn();
        Thread.startVirtualThread(this::read);
    }

    static Prompted open(Mina client, Endpoint console) throws IOException, InterruptedException {
        var connection = client.connect(console);
        try {
            var channel = connection.createShellChannel();
            channel.setPtyType("xterm-256color");
            channel.setPtyColumns(COLUMNS);
            channel.setPtyLines(ROWS);
            channel.open().verify(LIMIT);
            var opened = new Prompted(connection, channel);
            opened.awaitPrompt();
            return opened;
        } catch (IOException e) {
            connection.close(true);
            throw e;
        }
    }

    private void read() {
        byte[] buffer = new byte[64 * 1024];
        try (InputStream out = channel.getInvertedOut()) {
            for (int count; (count = out.read(buffer)) >= 0; ) {
                keep(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException over) {
            // whoever waits for the prompt finds out
        }
    }

    private synchronized void keep(String text) {
        lines += text.chars().filter(c -> c == '\n').count();
        end.append(text);
        if (end.length() > KEPT) {
            end.delete(0, end.length() - KEPT);
        }
        notifyAll();
    }

    /** How many lines were printed so far. */
    synchronized long lines() {
        return lines;
    }

    void type(String text) throws IOException {
        synchronized (this) {
            end.setLength(0);
        }
        keys.write(text.getBytes(StandardCharsets.US_ASCII));
        keys.flush();
    }

    synchronized void awaitPrompt() throws IOException, InterruptedException {
        long until = System.nanoTime() + LIMIT.toNanos();
        while (end.indexOf(PROMPT) < 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0 || channel.isClosed()) {
                throw new IOException("the console did not show its prompt; it ended in: "
                        + end.toString().strip());
            }
            wait(Math.min(left, 1000));
        }
    }

    @Override
    public void close() {
        connection.close(true);
    }
}
