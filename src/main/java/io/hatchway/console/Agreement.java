package io.hatchway.console;

import io.hatchway.access.CommandAccess;
import picocli.CommandLine.Option;

/** The option of commands that lose something, and the question they ask without it. */
final class Agreement {
    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask. Needed where nobody can be asked.")
    private boolean yes;

    /**
     * Makes sure that it is meant, and still allowed when somebody has said so.
     *
     * @param command what is asking
     * @param what what will be lost, as a sentence
     * @param word what has to be typed
     * @throws CommandException when it is not meant, or nobody can say so
     */
    void ask(ConsoleCommand command, String what, String word) throws CommandException {
        if (yes) {
            return;
        }
        Screen screen = command.context().screen();
        CommandAccess before = command.context().grant().commands();
        Screen.Person person =
                screen.person().orElseThrow(() -> CommandException.usage(what + " Add --yes if that is meant."));
        screen.out().flush();
        String typed = person.asks(what + " Type " + word + " to go on: ").orElse("");
        if (!typed.equals(word)) {
            throw CommandException.failed("Nothing was done.");
        }
        command.requireNoLessThan(before);
    }
}
