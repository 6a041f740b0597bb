package io.hatchway.console;

import java.util.List;

/**
 * Commands under one first word, each granted by itself ({@code sessions list}) or all together ({@code sessions}). Where
 * no second word follows, {@code list} is meant if there is one.
 */
abstract class CommandFamily extends ConsoleCommand {
    /** The member that is meant where none is named. */
    static final String USUAL = "list";

    CommandFamily(Context context) {
        super(context);
    }

    /** Its members, annotated with the second word. */
    abstract List<ConsoleCommand> members();

    /** By itself it only says what it has. */
    @Override
    final boolean changes() {
        return false;
    }

    @Override
    public final Integer call() {
        context().screen().err().print(spec().commandLine().getUsageMessage());
        return Codes.USAGE;
    }
}
