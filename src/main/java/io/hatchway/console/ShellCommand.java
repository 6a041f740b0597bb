package io.hatchway.console;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens a shell in a container. */
@Command(
        name = "shell",
        description = "Open a shell in a container and come back. The login of that container must be granted too.")
final class ShellCommand extends ConsoleCommand {
    @Parameters(paramLabel = "CONTAINER", description = "Its name or service.")
    private String container = "";

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER",
            description = "As whom; without it, as the image's own user.")
    private Optional<String> user = Optional.empty();

    ShellCommand(Context context) {
        super(context);
    }

    /** What is printed is the program's. */
    @Override
    boolean speaksJson() {
        return false;
    }

    @Override
    public Integer call() throws Exception {
        return new Entrance(context()).open(selection().one(container), user, List.of());
    }
}
