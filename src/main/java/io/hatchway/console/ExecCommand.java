package io.hatchway.console;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a program in a container. */
@Command(
        name = "exec",
        description = "Run a program in a container, with its input, output and exit code. The login of that container"
                + " must be granted too.")
final class ExecCommand extends ConsoleCommand {
    @Parameters(index = "0", paramLabel = "CONTAINER", description = "Its name or service.")
    private String container = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "WORD",
            description = "The program and its arguments. For a line with a shell's signs: sh -c 'LINE'.")
    private List<String> words = List.of();

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER",
            description = "As whom; without it, as the image's own user.")
    private Optional<String> user = Optional.empty();

    @Mixin
    private DockerHabit habit = new DockerHabit();

    ExecCommand(Context context) {
        super(context);
    }

    @Override
    boolean takesAllBehindFirst() {
        return true;
    }

    /** What is printed is the program's. */
    @Override
    boolean speaksJson() {
        return false;
    }

    @Override
    public Integer call() throws Exception {
        if (words.getFirst().startsWith("-")) {
            throw CommandException.usage("'" + words.getFirst() + "' stands where the program's name belongs. Options"
                    + " stand before the container, as in: exec -u USER CONTAINER PROGRAM");
        }
        habit.check(context().screen());
        return new Entrance(context()).open(selection().one(container), user, words);
    }

    /** As a shell reads it: every word is one argument, whatever is in it. */
    static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
