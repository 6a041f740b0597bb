package io.hatchway.console;

import io.hatchway.container.Change;
import io.hatchway.container.ContainerSummary;
import io.hatchway.container.EngineException;
import io.hatchway.container.Lifecycle;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Parameters;

/** A command that does the same to several containers, one after the other, with a line for each. */
abstract class ChangeCommand extends ConsoleCommand {
    private static final Duration LOOK = Duration.ofMillis(300);

    @Parameters(paramLabel = "CONTAINER", arity = "1..*", description = "Names, services or patterns.")
    private List<String> names = List.of();

    ChangeCommand(Context context) {
        super(context);
    }

    /** What to do to each. */
    abstract Change change() throws CommandException;

    /** What was done, as in "web: started". */
    abstract String done();

    /** Asked before anything is done; throws when it must not be. */
    void confirm(List<ContainerSummary> chosen) throws CommandException {}

    /**
     * Waits for what has to come true afterwards for it to have been done.
     *
     * @return what was seen, to be said behind {@link #done}, as in " and well"; may be empty
     */
    String await(ContainerSummary container) throws EngineException, CommandException, InterruptedException {
        return "";
    }

    @Override
    public Integer call() throws Exception {
        Change change = change();
        List<ContainerSummary> chosen = selection().toChange(names);
        confirm(chosen);
        Deeds deeds = deeds();
        for (ContainerSummary container : chosen) {
            deeds.attempt(new Deeds.Thing("container", container.name()), () -> {
                context().engine().lifecycle().apply(container.id(), change);
                return new Deeds.Done(done() + await(container));
            });
        }
        return deeds.code();
    }

    /**
     * Waits until a container says that it is healthy; one without a health check only has to run.
     *
     * @return which of the two it is, to be said behind {@link #done}
     * @throws CommandException when it ends, says that it is not, or takes too long
     */
    final String awaitHealth(ContainerSummary container, int seconds)
            throws EngineException, CommandException, InterruptedException {
        Lifecycle lifecycle = context().engine().lifecycle();
        long until = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (true) {
            switch (lifecycle.health(container.id())) {
                case HEALTHY -> {
                    return " and well";
                }
                case UNKNOWN -> {
                    return "; it has no health check, and runs";
                }
                case UNHEALTHY ->
                    throw CommandException.failed("It runs and says that it is not healthy. 'inspect "
                            + container.name() + "' has what its check printed, under State.Health.Log.");
                case ENDED -> throw CommandException.failed("It has ended already. 'logs' may say why.");
                case STARTING -> {
                    if (System.nanoTime() - until > 0) {
                        throw CommandException.failed(
                                "It is not healthy after " + seconds + " s. It goes on starting; 'ps' says how it is.");
                    }
                }
            }
            Thread.sleep(LOOK);
        }
    }
}
