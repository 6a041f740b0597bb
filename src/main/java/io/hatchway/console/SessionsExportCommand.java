package io.hatchway.console;

import io.hatchway.audit.KeptRecordings.Kept;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import picocli.CommandLine.Command;
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

    SessionsExportCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws Exception {
        if (!context().isRaw()) {
            throw CommandException.usage("This prints a file: use ssh without -t, as in ssh "
                    + context().grant().target().login() + "@HOST sessions export ID > session.cast");
        }
        Kept kept = new Shelf(context(), name()).one(id);
        boolean runs = context().wiring().watchroom().running().get().stream()
                .anyMatch(session -> session.id().equals(kept.session()));
        MessageDigest digest = sha256();
        OutputStream out = context().session().out();
        try (InputStream in = new DigestInputStream(Files.newInputStream(kept.file()), digest)) {
            send(in, out);
        }
        context()
                .say("sha256 " + HexFormat.of().formatHex(digest.digest()) + "  "
                        + kept.file().getFileName() + (runs ? " (the session runs: the file grows)" : ""));
        return Codes.OK;
    }

    private static void send(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (int count; (count = in.read(buffer)) >= 0; ) {
            try {
                out.write(buffer, 0, count);
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
