package io.hatchway.console;

import java.util.List;
import java.util.Optional;

/** An option whose values are known. Pure. */
final class Choice {
    private Choice() {}

    /** @throws CommandException where something else is asked for, which would find nothing for ever */
    static void check(String option, Optional<String> chosen, List<String> known) throws CommandException {
        if (chosen.isPresent() && !known.contains(chosen.get())) {
            throw CommandException.usage("There is no " + option.substring(2) + " '" + chosen.get() + "'"
                    + Nearest.hint(chosen.get(), known).orElse(".") + " " + option + " takes one of "
                    + String.join(", ", known) + ".");
        }
    }
}
