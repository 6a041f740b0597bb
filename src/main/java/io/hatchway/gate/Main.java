package io.hatchway.gate;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: {@code hatchway serve}, {@code hatchway check}, {@code hatchway audit}. */
@Command(
        name = "hatchway",
        description = "An SSH gateway to containers.",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        subcommands = {ServeCommand.class, CheckCommand.class, AuditCommand.class, CommandLine.HelpCommand.class},
        footer = {"", "bin/hatchway demo makes a container, serves it to a throwaway key and says what to try."})
public final class Main implements Runnable {
    static final int FAILED = 1;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills what it annotates
    private Main() {}

    /** Exit codes: 0 done, 1 failed, 2 wrong usage. */
    public static void main(String[] arguments) {
        // Before anything logs. Only the name: a use of the class would make the JDK's log manager first.
        System.setProperty("java.util.logging.manager", LastingLogs.class.getName());
        CommandLine program = new CommandLine(new Main());
        program.getCommandSpec().version("hatchway " + Version.TEXT);
        program.setExpandAtFiles(false);
        program.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("hatchway: " + failure.getMessage());
            return FAILED;
        });
        program.setParameterExceptionHandler(Main::wrongUsage);
        System.exit(program.execute(arguments));
    }

    /** What is wrong, and where the rest stands: a page of usage would push it out of sight. */
    private static int wrongUsage(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        command.getErr().println("hatchway: " + wrong.getMessage());
        UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
        command.getErr().println("hatchway: see " + command.getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
