package io.hatchway.console;

import io.hatchway.session.Printable;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The console's commands. A new one is a class of its own, named in the list below. */
@Command(
        name = "",
        subcommands = {HelpCommand.class, VersionCommand.class},
        synopsisHeading = "",
        customSynopsis = "")
final class Commands implements Callable<Integer> {
    private static final int UNKNOWN = 127;
    private static final int USAGE = 2;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills what it annotates
    private Commands() {}

    /** The commands, writing to the given streams; what a client sees is never coloured here. */
    static CommandLine with(String version, PrintWriter out, PrintWriter err) {
        CommandLine commands = new CommandLine(new Commands());
        commands.getCommandSpec().version(version);
        // A word that begins with @ would be replaced by what the gateway's file of that name holds.
        commands.setExpandAtFiles(false);
        commands.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        commands.setOut(out);
        commands.setErr(err);
        commands.setParameterExceptionHandler((wrong, arguments) -> {
            boolean unknown = wrong.getCommandLine().equals(commands);
            err.println(
                    unknown
                            ? "hatchway: there is no command '" + Printable.text(arguments[0]) + "'; try 'help'."
                            : "hatchway: " + Printable.text(String.valueOf(wrong.getMessage())));
            return unknown ? UNKNOWN : USAGE;
        });
        return commands;
    }

    /** No command at all is a question for help. */
    @Override
    public Integer call() {
        return spec.commandLine().execute("help");
    }
}
