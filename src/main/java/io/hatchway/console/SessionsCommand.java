package io.hatchway.console;

import java.util.List;
import picocli.CommandLine.Command;

/** The family of what is done with sessions and their recordings. */
@Command(name = "sessions", description = "Look after sessions and recordings: who is here, and what they do.")
final class SessionsCommand extends CommandFamily {
    SessionsCommand(Context context) {
        super(context);
    }

    @Override
    List<ConsoleCommand> members() {
        return List.of(
                new SessionsListCommand(context()),
                new SessionsWatchCommand(context()),
                new SessionsMessageCommand(context()),
                new SessionsKillCommand(context()),
                new SessionsRecordingsCommand(context()),
                new SessionsReplayCommand(context()),
                new SessionsExportCommand(context()));
    }
}
