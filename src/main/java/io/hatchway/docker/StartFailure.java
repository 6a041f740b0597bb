package io.hatchway.docker;

import io.hatchway.container.Command;
import io.hatchway.container.Container;
import io.hatchway.container.Launch;
import io.hatchway.container.Outcome;

/**
 * Turns the engine's report of a program it could not start into a shell's exit code and a sentence. The engine says
 * 126 for everything; a shell says 127 for what is not there (POSIX, XCU 2.8.2). Pure.
 */
final class StartFailure {
    private StartFailure() {}

    static Outcome.NotStarted explain(Launch launch, Container container, int engineCode, String report) {
        String what = switch (launch.command()) {
            case Command.Shell(var preferred) when preferred.isEmpty() -> "a shell";
            case Command.Shell(var preferred) -> preferred.getFirst();
            case Command.Script script -> "sh";
            case Command.Line(String text) ->
                Argv.words(text)
                        .filter(words -> !words.isEmpty())
                        .map(words -> words.getFirst())
                        .orElse(text);
        };
        if (report.contains("chdir to cwd")) {
            return new Outcome.NotStarted(
                    126,
                    "The working directory of " + container.name() + " is not there or cannot be entered: " + report);
        }
        if (report.contains("executable file not found") || report.contains("no such file or directory")) {
            return new Outcome.NotStarted(127, what + ": there is no such program in " + container.name() + ".");
        }
        if (report.contains("unable to find user") || report.contains("no matching entries in passwd")) {
            return new Outcome.NotStarted(
                    126,
                    "The container " + container.name() + " has no user '"
                            + launch.user().orElse("") + "'.");
        }
        if (report.contains("permission denied")) {
            return new Outcome.NotStarted(
                    126, what + ": it cannot be executed in " + container.name() + " (permission denied).");
        }
        String why = report.isEmpty() ? "." : ": " + report;
        return new Outcome.NotStarted(
                engineCode, "The engine could not start " + what + " in " + container.name() + why);
    }
}
