package io.hatchway.gate;

import io.hatchway.audit.AllowedSigners;
import io.hatchway.audit.Verification;
import io.hatchway.config.InvalidConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Proves that the audit log is as it was written. */
@Command(
        name = "audit",
        description = "Verify the audit log, or print the key that signs it.",
        subcommands = {AuditCommand.Verify.class, AuditCommand.Key.class})
final class AuditCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills what it annotates
    AuditCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "verify",
            description = "Read the whole audit log and name the first line that is not as it was written: edited,"
                    + " missing, moved, or cut off. Works beside a running gateway.")
    static final class Verify implements Callable<Integer> {
        @Mixin
        private StateOptions options;

        @Option(
                names = "--key",
                paramLabel = "FILE",
                description =
                        "The public key (audit_ed25519_key.pub) that signatures are checked with, kept elsewhere; without it and"
                                + " without files, the state folder's own. 1 where it signed nothing.")
        private @Nullable Path key;

        @Parameters(
                paramLabel = "FILE",
                arity = "0..*",
                description = "Files of a log, oldest first, instead of a state folder.")
        private List<Path> files = List.of();

        @Spec
        private CommandSpec spec;

        @SuppressWarnings("NullAway.Init") // picocli fills what it annotates
        Verify() {}

        @Override
        public Integer call() throws IOException, InvalidConfigurationException {
            Verification.Verdict verdict = verdict();
            PrintWriter err = spec.commandLine().getErr();
            verdict.notes().forEach(note -> err.println("hatchway: note: " + note));
            if (verdict.fault().isPresent()) {
                err.println("hatchway: " + verdict.fault().get());
                err.println("hatchway: The audit log is not as it was written. In order up to seq " + verdict.last()
                        + "; keep a copy of the folder before anything else.");
                return Main.FAILED;
            }
            if (verdict.doubt().isPresent()) {
                err.println("hatchway: " + verdict.doubt().get());
                return Main.FAILED;
            }
            spec.commandLine().getOut().println(verdict.praise());
            return 0;
        }

        private Verification.Verdict verdict() throws IOException, InvalidConfigurationException {
            try {
                return files.isEmpty()
                        ? Verification.ofState(options.state(System.getenv()), Optional.ofNullable(key))
                        : Verification.ofFiles(files, Optional.ofNullable(key));
            } catch (NoSuchFileException missing) {
                throw new IOException(
                        "There is no file " + missing.getFile() + ". Name the files of a log, or the"
                                + " gateway's state folder with --state DIR.",
                        missing);
            } catch (AccessDeniedException closed) {
                throw new IOException(
                        "You may not read " + closed.getFile() + ". The log is its gateway's alone: run"
                                + " this as the gateway's user.",
                        closed);
            } catch (FileSystemException unreadable) {
                throw new IOException(
                        unreadable.getFile() + " cannot be read (" + unreadable.getReason()
                                + "), so nothing can be said of the log.",
                        unreadable);
            }
        }
    }

    @Command(
            name = "key",
            description = "Print the line of the audit log's key that ssh-keygen -Y verify takes as allowed_signers.")
    static final class Key implements Callable<Integer> {
        @Mixin
        private StateOptions options;

        @Spec
        private CommandSpec spec;

        @SuppressWarnings("NullAway.Init") // picocli fills what it annotates
        Key() {}

        @Override
        public Integer call() throws IOException, InvalidConfigurationException {
            spec.commandLine().getOut().println(AllowedSigners.line(options.state(System.getenv())));
            return 0;
        }
    }
}
