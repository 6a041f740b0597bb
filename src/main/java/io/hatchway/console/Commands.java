package io.hatchway.console;

import io.hatchway.access.CommandAccess;
import io.hatchway.session.Exit;
import io.hatchway.session.Printable;
import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
    private static final String HELP = "help";
    private static final int UNKNOWN = 127;
    private static final int USAGE = 2;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills what it annotates
    private Commands() {}

    /**
     * The commands that are permitted, writing to the given streams; what a client sees is never coloured here. Any other
     * is not there at all, neither to run nor in the help; only help itself is for everybody.
     */
    static CommandLine with(String version, CommandAccess access, PrintWriter out, PrintWriter err) {
        CommandLine commands = new CommandLine(new Commands());
        Set<String> refused = commands.getSubcommands().keySet().stream()
                .filter(name -> !name.equals(HELP) && !access.permits(name))
                .collect(Collectors.toSet());
        refused.forEach(commands.getCommandSpec()::removeSubcommand);
        commands.getCommandSpec().version(version);
        // A word that begins with @ would be replaced by what the gateway's file of that name holds.
        commands.setExpandAtFiles(false);
        commands.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        commands.setOut(out);
        commands.setErr(err);
        commands.setParameterExceptionHandler((wrong, arguments) -> {
            boolean atTheRoot = wrong.getCommandLine().equals(commands);
            if (atTheRoot && refused.contains(arguments[0])) {
                err.println("hatchway: you may not run '" + arguments[0] + "' here; 'help' lists what you may.");
                return Exit.REFUSED.code();
            }
            err.println(
                    atTheRoot
                            ? "hatchway: there is no command '" + Printable.text(arguments[0]) + "'; try 'help'."
                            : "hatchway: " + Printable.text(String.valueOf(wrong.getMessage())));
            return atTheRoot ? UNKNOWN : USAGE;
        });
        return commands;
    }

    /** No command at all is a question for help. */
    @Override
    public Integer call() {
        return spec.commandLine().execute(HELP);
    }
}
