package io.hatchway.console;

import io.hatchway.audit.Verification;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Proves that the audit log is as it was written. */
@Command(
        name = "verify",
        description = "Read the whole audit log and name the first line that is not as it was written: edited, missing,"
                + " moved, or cut off.")
final class AuditVerifyCommand extends ConsoleCommand implements OnlyLooks {
    AuditVerifyCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws Exception {
        AuditCommand.throwUnlessEverywhere(this);
        Verification.Verdict verdict = verdict();
        verdict.notes().forEach(note -> context().say(context().forPrograms() ? note : "note: " + note));
        if (verdict.fault().isPresent()) {
            return complain(verdict, verdict.fault().get());
        }
        context().out().println(context().forPrograms() ? Json.of(row(verdict)) : verdict.praise());
        return Codes.OK;
    }

    private int complain(Verification.Verdict verdict, Verification.Fault fault) {
        if (!context().forPrograms()) {
            context().say(fault.toString());
        }
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("file", fault.file().toString());
        about.put("line", fault.line());
        about.put("seq", fault.seq());
        about.put("fault", fault.what());
        about.put("last", verdict.last());
        context()
                .complain(
                        "The audit log is not as it was written. In order up to seq " + verdict.last()
                                + "; keep a copy of the folder before anything else.",
                        Codes.FAILED,
                        about);
        return Codes.FAILED;
    }

    private static Map<String, Object> row(Verification.Verdict verdict) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("ok", true);
        keys.put("first", verdict.first());
        keys.put("last", verdict.last());
        keys.put("signed", verdict.signed());
        keys.put("files", verdict.files());
        keys.put("verdict", verdict.praise());
        return keys;
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
