package io.hatchway.console;

import io.hatchway.audit.KeptRecordings.Kept;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Hands out a recording's file. It changes nothing, but what somebody's terminal showed is not to leave unrecorded: so it
 * does not say that it only looks.
 */
@Command(
        name = "export",
        description = "Print a recording's file (asciicast v3) as it is, and its SHA-256 on stderr:"
                + " ssh admin@HOST sessions export ID > session.cast")
final class SessionsExportCommand extends ConsoleCommand {
    @Parameters(paramLabel = "RECORDING", description = "The session's id, or the first digits of it.")
    private String id = "";

    @Option(
            names = "--asciicast",
            paramLabel = "VERSION",
            description =
                    "2: convert it for players that do not know version 3, such as asciinema 2. Not the file whose"
                            + " SHA-256 is in the audit log any more.")
    private int version = 3;

    SessionsExportCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws Exception {
        if (!context().isRaw()) {
            throw CommandException.usage("This prints a file: use ssh without -t, as in ssh "
                    + context().grant().target().login() + "@HOST sessions export ID > session.cast");
        }
        if (version != 2 && version != 3) {
            throw CommandException.usage("--asciicast wants 2 or 3.");
        }
        Kept kept = new Shelf(context(), name()).one(id);
        boolean runs = context().wiring().watchroom().running().get().stream()
                .anyMatch(session -> session.id().equals(kept.session()));
        MessageDigest digest = sha256();
        OutputStream out = new Sent(context().session().out());
        try (InputStream file = Files.newInputStream(kept.file())) {
            if (version == 2) {
                convert(file, new DigestOutputStream(out, digest));
            } else {
                send(new DigestInputStream(file, digest), out);
            }
        }
        tell(kept, HexFormat.of().formatHex(digest.digest()), runs);
        return Codes.OK;
    }

    /** On stderr: stdout is the file. */
    private void tell(Kept kept, String sha256, boolean runs) {
        String file = String.valueOf(kept.file().getFileName());
        if (context().forPrograms()) {
            Deeds.Thing recording = new Deeds.Thing("recording", kept.session());
            Deeds.Done exported = new Deeds.Done("exported")
                    .with("file", file)
                    .with("sha256", sha256)
                    .with("asciicast", version)
                    .with("runs", runs);
            context().screen().err().println(Json.of(deeds().row(recording, exported)));
        } else {
            context()
                    .say("sha256 " + sha256 + "  " + file
                            + (version == 2 ? " (converted to asciicast 2: not the file's)" : "")
                            + (runs ? " (the session runs: the file grows)" : ""));
        }
    }

    private static void convert(InputStream in, OutputStream out) throws IOException {
        try (Cast cast = new Cast(in)) {
            BufferedOutputStream buffered = new BufferedOutputStream(out, 64 * 1024);
            new CastVersion2(cast, buffered).write();
            buffered.flush();
        }
    }

    private static void send(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (int count; (count = in.read(buffer)) >= 0; ) {
            out.write(buffer, 0, count);
            out.flush();
        }
    }

    /** To a reader who may leave before the end, which is no fault of anybody's. */
    private static final class Sent extends FilterOutputStream {
        Sent(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                out.write(bytes, offset, length);
            } catch (IOException nobodyReads) {
                throw new EnoughException();
            }
        }

        @Override
        public void flush() {
            try {
                out.flush();
            } catch (IOException nobodyReads) {
                throw new EnoughException();
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
