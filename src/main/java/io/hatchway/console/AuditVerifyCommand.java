package io.hatchway.console;

import io.hatchway.audit.Verification;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Proves that the audit log is as it was written. */
@Command(
        name = "verify",
        description = "Read the whole audit log and name the first line that is not as it was written: edited, missing,"
                + " moved, or cut off.")
final class AuditVerifyCommand extends ConsoleCommand {
    AuditVerifyCommand(Context context) {
        super(context);
    }

    @Override
    boolean changes() {
        return false;
    }

    @Override
    public Integer call() throws Exception {
        AuditCommand.throwUnlessEverywhere(this);
        Verification.Verdict verdict = verdict();
        verdict.notes().forEach(note -> context().say("note: " + note));
        if (verdict.fault().isPresent()) {
            context().say(verdict.fault().get().toString());
            throw CommandException.failed("The audit log is not as it was written. In order up to seq " + verdict.last()
                    + "; keep a copy of the folder before anything else.");
        }
        context().out().println(verdict.praise());
        return Codes.OK;
    }

    private Verification.Verdict verdict() throws CommandException, InterruptedException {
        try {
            return Verification.ofState(context().wiring().watchroom().state(), Optional.empty());
        } catch (ClosedByInterruptException cancelled) {
            throw new InterruptedException();
        } catch (IOException unreadable) {
            throw CommandException.failed(
                    "The audit log cannot be read, so nothing can be said of it: " + unreadable + ".");
        }
    }
}
