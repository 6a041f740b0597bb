package io.hatchway.console;

import java.util.List;

/**
 * Commands under one first word, each granted by itself ({@code sessions list}) or all together ({@code sessions}). Where
 * no second word follows, {@code list} is meant if there is one.
 */
abstract class CommandFamily extends ConsoleCommand implements OnlyLooks {
    /** The member that is meant where none is named. */
    static final String USUAL = "list";

    CommandFamily(Context context) {
        super(context);
    }

    /** Its members, annotated with the second word. */
    abstract List<ConsoleCommand> members();

    @Override
    public final Integer call() {
        context().screen().err().print(spec().commandLine().getUsageMessage());
        return Codes.USAGE;
    }
}
