package io.hatchway.console;

import io.hatchway.session.Printable;
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
        int code = Codes.OK;
        for (String registry : registries) {
            LoginCommand.checked(this, registry);
            try {
                if (context().wiring().logins().forget(registry)) {
                    context().out().println(Printable.text(registry) + ": logged out");
                } else {
                    context().say("There is no login at '" + registry + "'. 'login' lists those that are kept.");
                    code = Codes.UNKNOWN;
                }
            } catch (IOException failed) {
                throw LoginCommand.unusable(failed);
            }
        }
        return code;
    }
}
