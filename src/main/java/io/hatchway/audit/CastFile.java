package io.hatchway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import io.hatchway.session.Exit;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A recording's file in asciicast v3 (docs.asciinema.org/manual/asciicast/v3): a header, then one event a line, each
 * handed to the system as a whole, so that a killed gateway leaves whole lines behind.
 */
final class CastFile {
    private static final Logger LOG = LoggerFactory.getLogger(CastFile.class);

    private final Path path;
    private final FileOutputStream out;
    private final Recordings.Meter meter;
    private final MessageDigest digest = Sha256.begin();
    private final Utf8Stream text = new Utf8Stream();
    private final long startedAt = System.nanoTime();
    private long lastMicros;
    private long whole;
    private boolean closed;

    /**
     * Begins a recording; its header is on disk when this returns.
     *
     * @param out writes to the file at this path, which is empty
     */
    CastFile(Path path, FileOutputStream out, Pty pty, Instant at, String title, Recordings.Meter meter)
            throws IOException {
        this.path = path;
        this.meter = meter;
        this.out = out;
        try {
            JsonLine term = new JsonLine()
                    .put("cols", pty.size().columns())
                    .put("rows", pty.size().rows())
                    .put("type", pty.term());
            write(new JsonLine()
                            .put("version", 3)
                            .put("term", term)
                            .put("timestamp", at.getEpochSecond())
                            .put("title", title)
                    + "\n");
            out.getFD().sync();
            PrivateFiles.sync(path.resolveSibling("."));
        } catch (IOException failed) {
            out.close();
            Files.deleteIfExists(path);
            throw failed;
        }
    }

    String name() {
        return path.getFileName().toString();
    }

    /** Microseconds since the recording began. */
    long now() {
        return (System.nanoTime() - startedAt) / 1000;
    }

    synchronized void output(long micros, ByteBuffer bytes) throws IOException {
        String decoded = text.decode(bytes);
        if (!decoded.isEmpty()) {
            event(micros, 'o', decoded);
        }
    }

    synchronized void resize(long micros, Size size) throws IOException {
        event(micros, 'r', size.columns() + "x" + size.rows());
    }

    /** Says that output is missing here; players show it as a marker. */
    synchronized void gap(long micros, long bytes) throws IOException {
        finishText(micros);
        event(micros, 'm', bytes + " bytes of output are missing here");
    }

    private void finishText(long micros) throws IOException {
        String rest = text.finish();
        if (!rest.isEmpty()) {
            event(micros, 'o', rest);
        }
    }

    private void event(long micros, char code, String data) throws IOException {
        long interval = Math.max(0, micros - lastMicros);
        StringBuilder line = new StringBuilder(data.length() + 32)
                .append('[')
                .append(interval / 1_000_000)
                .append('.')
                .append(Long.toString(1_000_000 + interval % 1_000_000), 1, 7)
                .append(",\"")
                .append(code)
                .append("\",");
        JsonLine.quote(line, data);
        write(line.append("]\n").toString());
        lastMicros += interval;
    }

    private void write(String line) throws IOException {
        if (closed) {
            throw new IOException("the recording has ended");
        }
        byte[] bytes = line.getBytes(UTF_8);
        try {
            meter.use(bytes.length);
            out.write(bytes);
        } catch (IOException failed) {
            // Half a line would stop every player, and what followed it would not be what was signed for.
            closed = true;
            cut();
            throw failed;
        }
        digest.update(bytes);
        whole += bytes.length;
    }

    private void cut() {
        // Not by a channel, which an interruption would close.
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(whole);
        } catch (IOException stuck) {
            LOG.warn("the recording {} may end in the middle of a line: {}", name(), stuck.toString());
        }
    }

    /** Ends it with the session's exit status; ssh(1) reports 255 where there is none. */
    synchronized FinishedRecording end(Exit exit, boolean complete) {
        boolean all = complete;
        try {
            long micros = now();
            finishText(micros);
            event(
                    micros,
                    'x',
                    switch (exit) {
                        case Exit.Status(int code, boolean served) -> Integer.toString(code);
                        case Exit.Signal signal -> "255";
                    });
        } catch (IOException failed) {
            all = false;
            LOG.warn("the recording {} lacks its end: {}", name(), failed.toString());
        }
        closed = true;
        try {
            out.close();
        } catch (IOException failed) {
            LOG.warn("the recording {} was not closed: {}", name(), failed.toString());
        }
        meter.close();
        return new FinishedRecording(name(), Optional.of(HexFormat.of().formatHex(digest.digest())), all);
    }
}
