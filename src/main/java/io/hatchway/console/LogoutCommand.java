package io.hatchway.console;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Forgets logins at registries. */
@Command(name = "logout", description = "Forget the login at a registry.")
final class LogoutCommand extends ConsoleCommand {
    @Parameters(paramLabel = "REGISTRY", arity = "1..*", description = "As 'login' lists them.")
    private List<String> registries = List.of();

    LogoutCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws Exception {
        Deeds deeds = deeds();
        for (String registry : registries) {
            deeds.attempt(new Deeds.Thing("registry", registry), () -> {
                forget(registry);
                return new Deeds.Done("logged out");
            });
        }
        return deeds.code();
    }

    private void forget(String registry) throws CommandException {
        LoginCommand.checked(this, registry);
        try {
            if (!context().wiring().logins().forget(registry)) {
                throw CommandException.unknown("There is no login. 'login' lists those that are kept.");
            }
        } catch (IOException failed) {
            throw LoginCommand.unusable(failed);
        }
    }
}
