package io.hatchway.console;

import java.util.List;
import picocli.CommandLine.Command;

/** Keys, wherever they stand. */
@Command(name = "keys", description = "Who may open what by which key: list, add, revoke, expire.")
final class KeysCommand extends CommandFamily {
    KeysCommand(Context context) {
        super(context);
    }

    @Override
    List<ConsoleCommand> members() {
        return List.of(
                new KeysListCommand(context()),
                new KeysWhoCommand(context()),
                new KeysAddCommand(context()),
                new KeysRevokeCommand(context()),
                new KeysExpireCommand(context()));
    }
}
