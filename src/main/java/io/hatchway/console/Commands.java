package io.hatchway.console;

import io.hatchway.access.CommandAccess;
import io.hatchway.container.EngineException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The console's commands, and the root that each of them runs from: nothing runs here that the caller's grant does not
 * name, whatever it is, and all of it is written down.
 */
final class Commands {
    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

    /** A new command is a class of its own and a line here. */
    private static final List<Function<Context, ConsoleCommand>> ALL = List.of(
            HelpCommand::new,
            VersionCommand::new,
            InfoCommand::new,
            DoctorCommand::new,
            PsCommand::new,
            InspectCommand::new,
            ImagesCommand::new,
            VolumesCommand::new,
            NetworksCommand::new,
            TopCommand::new,
            StatsCommand::new,
            EventsCommand::new,
            LogsCommand::new,
            StartCommand::new,
            StopCommand::new,
            RestartCommand::new,
            KillCommand::new,
            PauseCommand::new,
            UnpauseCommand::new,
            RenameCommand::new,
            RmCommand::new,
            PruneCommand::new,
            ExecCommand::new,
            ShellCommand::new,
            KeysCommand::new,
            PeopleCommand::new,
            RolesCommand::new,
            RunCommand::new,
            PullCommand::new,
            PushCommand::new,
            TagCommand::new,
            BuildCommand::new,
            LoadCommand::new,
            SaveCommand::new,
            LoginCommand::new,
            LogoutCommand::new,
            SessionsCommand::new,
            AuditCommand::new);

    /** Who may open the console may ask what there is to run: the answer has only what is granted. */
    private static final Set<String> FOR_EVERYBODY = Set.of("help");

    /** What people type by another program's habit, or by this one's own words, and what they mean. */
    private static final Map<String, String> HABITS = Map.of("quit", "exit", "who", "keys who LOGIN");

    private static final String JSON = "--json";

    /** What picocli can lay a command's help out in; a narrower terminal breaks its lines itself. */
    private static final int NARROWEST_HELP = 55;

    private Commands() {}

    /** The commands by name, with their options, for a caller. */
    static CommandLine model(Context context) {
        return model(context, name -> true);
    }

    /** The same of some commands: to read the options of all takes longer than most commands do. */
    private static CommandLine model(Context context, Predicate<String> wanted) {
        CommandLine root = new CommandLine(new Root());
        for (Function<Context, ConsoleCommand> each : ALL) {
            ConsoleCommand command = each.apply(context);
            Command named = command.getClass().getAnnotation(Command.class);
            if (named != null && wanted.test(named.name())) {
                add(context, root, command);
            }
        }
        // A word that begins with @ would be replaced by what the gateway's file of that name holds.
        root.setExpandAtFiles(false);
        root.setPosixClusteredShortOptionsAllowed(true);
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        root.setOut(context.out());
        root.setErr(context.screen().err());
        root.setUsageHelpWidth(
                Math.max(NARROWEST_HELP, context.screen().columns().orElse(100)));
        return root;
    }

    private static void add(Context context, CommandLine above, ConsoleCommand command) {
        CommandLine line = new CommandLine(command);
        line.getCommandSpec()
                .addOption(OptionSpec.builder("--help")
                        .usageHelp(true)
                        .description("What it does and takes.")
                        .build())
                .addOption(Colours.option());
        if (command.speaksJson() && line.getCommandSpec().findOption(JSON) == null) {
            line.getCommandSpec()
                    .addOption(OptionSpec.builder(JSON)
                            .arity("0")
                            .type(boolean.class)
                            .description("JSON: an object on a line for each thing that is done or found.")
                            .build());
        }
        // The root has no name to put before the command's.
        line.getCommandSpec().usageMessage().synopsisHeading("Usage:");
        line.setStopAtPositional(command.takesAllBehindFirst());
        above.addSubcommand(line);
        if (command instanceof CommandFamily family) {
            family.members().forEach(member -> add(context, line, member));
        }
        // A family's help has what is granted alone.
        line.getCommandSpec().usageMessage().hidden(!isGranted(context.grant().commands(), line));
    }

    /** The names of the commands a caller may run, with what each does. */
    static Map<String, String> granted(Context context) {
        Map<String, String> summaries = new TreeMap<>();
        model(context).getSubcommands().forEach((name, command) -> {
            if (isGranted(context.grant().commands(), command)) {
                summaries.put(
                        name,
                        String.join(" ", command.getCommandSpec().usageMessage().description()));
            }
        });
        return summaries;
    }

    /** Whether the caller may run it; of a family, any of it. */
    static boolean isGranted(CommandAccess access, CommandLine command) {
        String name = ConsoleCommand.name(command.getCommandSpec());
        return FOR_EVERYBODY.contains(name)
                || access.permits(name)
                || command.getSubcommands().values().stream().anyMatch(member -> isGranted(access, member));
    }

    /** The line with what goes without saying. */
    private static List<String> whole(CommandLine root, List<String> words) {
        if (words.isEmpty()) {
            return List.of("help");
        }
        CommandLine command = root.getSubcommands().get(words.getFirst());
        boolean usual = command != null
                && command.getSubcommands().containsKey(CommandFamily.USUAL)
                && (words.size() == 1
                        || (words.get(1).startsWith("-") && !words.get(1).equals("--help")));
        if (!usual) {
            return words;
        }
        List<String> line = new ArrayList<>(words);
        line.add(1, CommandFamily.USUAL);
        return line;
    }

    /**
     * The command that a line means: where it begins with a family, the member that follows.
     *
     * @throws CommandException when there is none
     */
    private static CommandLine meant(Context context, CommandLine root, List<String> line) throws CommandException {
        String name = line.getFirst();
        CommandLine command = root.getSubcommands().get(name);
        if (command == null) {
            throw unknown(name, granted(context).keySet());
        }
        if (command.getSubcommands().isEmpty() || line.size() == 1 || line.equals(List.of(name, "--help"))) {
            return command;
        }
        CommandLine member = command.getSubcommands().get(line.get(1));
        if (member == null) {
            throw unknown(
                    name + " " + line.get(1),
                    command.getSubcommands().values().stream()
                            .filter(each -> isGranted(context.grant().commands(), each))
                            .map(each -> ConsoleCommand.name(each.getCommandSpec()))
                            .toList());
        }
        return member;
    }

    /**
     * Runs one command and tells how it went on stderr.
     *
     * @return the exit code
     * @throws InterruptedException when it was cancelled
     */
    static int run(Context caller, List<String> words) throws InterruptedException {
        String first = words.isEmpty() ? "help" : words.getFirst();
        CommandLine root = model(caller, name -> name.equals(first));
        List<String> line = whole(root, words);
        Context context = caller;
        int code = Codes.FAULT;
        try {
            CommandLine command = meant(caller, root, line);
            context = asked(caller, root, command, line);
            if (!context.equals(caller)) {
                root = model(context, name -> name.equals(first));
                command = meant(context, root, line);
            }
            code = permitted(context, root, command, line);
            return code;
        } catch (CommandException nothing) {
            (line.contains(JSON) ? caller.forAProgram() : caller).complain(nothing.sentence(), nothing.code());
            code = nothing.code();
            return code;
        } catch (InterruptedException cancelled) {
            code = Codes.CANCELLED;
            throw cancelled;
        } finally {
            context.out().flush();
            context.screen().err().flush();
            new CommandRecord(context, line).end(code);
        }
    }

    /** What the line says of its reader, which the command is made for. */
    private static Context asked(Context caller, CommandLine root, CommandLine command, List<String> line) {
        Context context = isForPrograms(command, line) ? caller.forAProgram() : caller;
        return Colours.asked(root, command, line).map(context::coloured).orElse(context);
    }

    /** Asked before the line is parsed: what is wrong with it is for the same reader. */
    private static boolean isForPrograms(CommandLine command, List<String> line) {
        CommandSpec spec = command.getCommandSpec();
        boolean endsAtFirst = command.<ConsoleCommand>getCommand().takesAllBehindFirst();
        return spec.findOption(JSON) != null
                && line.stream()
                        .skip(ConsoleCommand.name(spec).split(" ", -1).length)
                        .takeWhile(word -> !word.equals("--") && !(endsAtFirst && !word.startsWith("-")))
                        .anyMatch(JSON::equals);
    }

    /** Runs it where it may be, and for as long as it may. */
    private static int permitted(Context context, CommandLine root, CommandLine command, List<String> line)
            throws InterruptedException {
        String name = ConsoleCommand.name(command.getCommandSpec());
        try (Mandate mandate = new Mandate(context, name)) {
            int refusal = whyNot(context, command);
            if (refusal != Codes.OK) {
                return refusal;
            }
            int code;
            try {
                code = execute(context, root, line);
            } catch (InterruptedException cancelled) {
                if (!mandate.end()) {
                    throw cancelled;
                }
                code = Codes.CANCELLED;
            }
            // What fails may do so because of it, and sooner than it is seen.
            boolean lost = mandate.end() || (code != Codes.OK && !mandate.holds());
            return lost ? complain(context, Mandate.sentence(name), Codes.DENIED) : code;
        }
    }

    /** Says why a command may not be run; {@link Codes#OK} where it may. */
    private static int whyNot(Context context, CommandLine command) {
        String name = ConsoleCommand.name(command.getCommandSpec());
        if (!isGranted(context.grant().commands(), command)) {
            context.complain("You may not run '" + name + "' here; 'help' lists what you may.", Codes.DENIED);
            return Codes.DENIED;
        }
        if (context.session().isReadOnly() && ((ConsoleCommand) command.getCommand()).changes()) {
            context.complain(
                    "'" + name
                            + "' may change something or take it away, and this console is read-only: the gateway cannot"
                            + " keep its audit log. Mend that first; 'doctor' may say what it is.",
                    Codes.DENIED);
            return Codes.DENIED;
        }
        return Codes.OK;
    }

    private static CommandException unknown(String name, Collection<String> known) {
        String meant = HABITS.getOrDefault(name, "");
        Optional<String> hint = meant.equals("exit") || known.contains(meant.split(" ", -1)[0])
                ? Optional.of(". Did you mean '" + meant + "'?")
                : Nearest.hint(name, known);
        return CommandException.unknown("There is no command '" + name + "'" + hint.orElse("; try 'help'."));
    }

    private static int execute(Context context, CommandLine root, List<String> line) throws InterruptedException {
        AtomicReference<@Nullable InterruptedException> cancelled = new AtomicReference<>();
        root.setParameterExceptionHandler((wrong, arguments) -> {
            context.complain(
                    sentence(wrong) + ". '"
                            + ConsoleCommand.name(wrong.getCommandLine().getCommandSpec())
                            + " --help' says what it takes.",
                    Codes.USAGE);
            return Codes.USAGE;
        });
        root.setExecutionExceptionHandler((failure, command, parsed) -> {
            try {
                return explain(context, failure);
            } catch (InterruptedException told) {
                cancelled.set(told);
                return Codes.CANCELLED;
            }
        });
        root.setExecutionStrategy(parsed -> {
            Integer help = CommandLine.executeHelpRequest(parsed);
            if (help != null) {
                return help;
            }
            try {
                ConsoleCommand command = parsed.asCommandLineList().getLast().getCommand();
                return new CommandRecord(context, line).begin(command)
                        ? new CommandLine.RunLast().execute(parsed)
                        : Codes.DENIED;
            } catch (InterruptedException told) {
                cancelled.set(told);
                return Codes.CANCELLED;
            }
        });
        int code = root.execute(line.toArray(String[]::new));
        InterruptedException told = cancelled.get();
        if (told != null) {
            throw told;
        }
        return code;
    }

    private static String sentence(CommandLine.ParameterException wrong) {
        if (wrong instanceof CommandLine.UnmatchedArgumentException over && !over.isUnknownOption()) {
            return "'" + ConsoleCommand.name(wrong.getCommandLine().getCommandSpec())
                    + "' takes fewer words: there is no" + " place for '" + String.join(" ", over.getUnmatched()) + "'";
        }
        return String.valueOf(wrong.getMessage()).replaceFirst(" is not an? (int|long)$", " is not a whole number");
    }

    private static int explain(Context context, Exception failure) throws InterruptedException {
        return switch (failure) {
            case InterruptedException told -> throw told;
            case CommandException known -> complain(context, known.sentence(), known.code());
            case EngineException refused -> {
                refused.throwIfInterrupted();
                LOG.info("session {}: {}", context.session().id(), refused.sentence(), refused.getCause());
                yield complain(context, refused.sentence(), Codes.of(refused));
            }
            case EnoughException enough -> enough.code();
            default -> fault(context, failure);
        };
    }

    /** Says that something failed which nobody foresaw, and logs what. */
    static int fault(Context context, Throwable failure) {
        LOG.error("session {}: a command failed", context.session().id(), failure);
        return complain(
                context,
                "The gateway failed; its log says why, under session "
                        + context.session().id() + ".",
                Codes.FAULT);
    }

    private static int complain(Context context, String sentence, int code) {
        context.complain(sentence, code);
        return code;
    }

    /** The command that has the others under it; it is never run itself. */
    @Command(name = "", synopsisHeading = "", customSynopsis = "")
    private static final class Root implements Runnable {
        @Override
        public void run() {}
    }
}
