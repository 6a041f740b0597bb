package io.hatchway.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists the commands the caller may run, or explains one. */
@Command(name = "help", description = "List the commands you may run, or explain one.")
final class HelpCommand extends ConsoleCommand implements OnlyLooks {
    private static final int NAME = 11;

    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..2",
            description = "The command to explain; of a family, a second word.")
    private List<String> command = List.of();

    HelpCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws Exception {
        Screen screen = context().screen();
        var granted = Commands.granted(context());
        if (command.isEmpty() && context().forPrograms()) {
            List<Map<String, Object>> rows = new ArrayList<>();
            granted.forEach((name, summary) -> rows.add(row(name, "description", summary)));
            context().out().println(Json.of(rows));
            return Codes.OK;
        }
        if (command.isEmpty()) {
            List<String> lines = new ArrayList<>();
            int room = screen.columns().orElse(Integer.MAX_VALUE) - NAME - 1;
            granted.forEach((name, summary) -> {
                String title = Tone.NAME.paint(name + " ".repeat(NAME - name.length()), screen.colour());
                for (String part : Text.wrapped(summary, room)) {
                    lines.add(title + part);
                    title = " ".repeat(NAME);
                }
            });
            lines.add("");
            lines.add("COMMAND --help says more.");
            screen.show(lines);
            return Codes.OK;
        }
        CommandLine explained = Commands.model(context());
        for (String word : command) {
            CommandLine next = explained.getSubcommands().get(word);
            if (next == null || !Commands.isGranted(context().grant().commands(), next)) {
                throw CommandException.unknown(
                        "There is no command '" + String.join(" ", command) + "' that you may run; try 'help'.");
            }
            explained = next;
        }
        if (context().forPrograms()) {
            context().out().println(Json.of(row(String.join(" ", command), "usage", explained.getUsageMessage())));
        } else {
            screen.show(explained.getUsageMessage().lines().toList());
        }
        return Codes.OK;
    }

    private static Map<String, Object> row(String command, String key, String text) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("command", command);
        row.put(key, text);
        return row;
    }
}
