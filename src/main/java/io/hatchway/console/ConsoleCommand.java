package io.hatchway.console;

import io.hatchway.access.CommandAccess;
import io.hatchway.access.Decision;
import io.hatchway.access.Grant;
import io.hatchway.access.Subject;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command: its class, annotated with its name, and a line in {@link Commands}. */
abstract class ConsoleCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    private final Context context;

    @SuppressWarnings("NullAway.Init") // picocli fills what it annotates
    ConsoleCommand(Context context) {
        this.context = context;
    }

    final Context context() {
        return context;
    }

    final CommandSpec spec() {
        return spec;
    }

    /** What it is granted by: its name, with its family's before it. */
    final String name() {
        return name(spec);
    }

    static String name(CommandSpec spec) {
        return spec.qualifiedName().strip();
    }

    /** Whether options end where the first word begins that is none: behind it stands somebody else's command line. */
    boolean takesAllBehindFirst() {
        return false;
    }

    /** Whether it is refused where nothing is recorded, and on record before it begins: all but what {@link OnlyLooks}. */
    final boolean changes() {
        return !(this instanceof OnlyLooks);
    }

    /** Whether it has {@code --json}: all but those whose output is a program's or a terminal's own. */
    boolean speaksJson() {
        return true;
    }

    /** Whether the caller may do this to that. */
    final boolean mayTouch(Subject subject) {
        return context.grant().commands().permits(name(), subject);
    }

    /** Refuses whoever may do this to some things alone. */
    final void requireEverywhere(String refusal) throws CommandException {
        if (!context.grant().commands().permitsEverywhere(name())) {
            throw CommandException.denied(refusal);
        }
    }

    /**
     * Refuses whom the policy grants less of this by now than before. Asked where somebody took their time to agree: the
     * session may not have heard of it yet.
     */
    final void requireNoLessThan(CommandAccess before) throws CommandException {
        boolean kept = switch (context.wiring().policy().get().renew(context.grant(), Instant.now())) {
            case Decision.Allowed(Grant now) -> now.commands().keeps(name(), before);
            case Decision.Denied denied -> false;
        };
        if (!kept) {
            throw CommandException.denied(Mandate.sentence(name()));
        }
    }

    /**
     * Whether the caller may give this name to something. Of what only has a name no role by project or label speaks: a
     * name is what other people's logins, grants and deployments go by.
     */
    final boolean mayName(String... names) {
        return mayTouch(new Subject(Set.of(names), Map.of(), Optional.empty(), ""));
    }

    /** Where it tells what it does to one thing after the other. */
    final Deeds deeds() {
        return new Deeds(context, name());
    }

    final Selection selection() {
        return new Selection(context.engine(), this::mayTouch);
    }

    final ImageSelection images() {
        return new ImageSelection(context.engine(), this::mayTouch);
    }

    /**
     * Runs it.
     *
     * @return the exit code
     * @throws CommandException for a reason that is a sentence
     * @throws InterruptedException when it was cancelled
     */
    @Override
    public abstract Integer call() throws Exception;
}
