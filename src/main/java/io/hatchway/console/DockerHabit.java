package io.hatchway.console;

import picocli.CommandLine.Option;

/** The options with which docker's users ask for what a program is given here anyway: the client's input and terminal. */
final class DockerHabit {
    @Option(
            names = {"-i", "--interactive"},
            description = "Changes nothing: the program always reads what is sent or typed.")
    private boolean interactive;

    @Option(
            names = {"-t", "--tty"},
            description = "Changes nothing on a terminal, where the program always gets it; elsewhere there is none to"
                    + " give, and it is wrong usage.")
    private boolean terminal;

    /** @throws CommandException where a terminal is asked for that is not there */
    void check(Screen screen) throws CommandException {
        if (terminal && screen.terminal().isEmpty()) {
            throw CommandException.usage(
                    "There is no terminal for -t: use ssh -t, and no pipe behind the command; or leave it out.");
        }
    }

    /** @throws CommandException where somebody wants to be with a program that he leaves alone */
    void checkDetached() throws CommandException {
        if (interactive || terminal) {
            throw CommandException.usage(
                    "With --detach nobody is there to type, and the program gets no terminal: leave out -i and -t, or -d.");
        }
    }
}
