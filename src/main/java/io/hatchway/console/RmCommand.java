package io.hatchway.console;

import io.hatchway.container.Change;
import io.hatchway.container.ContainerSummary;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes containers. */
@Command(name = "rm", description = "Remove containers, and what they wrote beside their volumes.")
final class RmCommand extends ChangeCommand {
    @Option(
            names = {"-f", "--force"},
            description = "Also those that run.")
    private boolean force;

    @Option(
            names = {"-v", "--volumes"},
            description = "Their anonymous volumes with them.")
    private boolean volumes;

    @Mixin
    private Agreement agreement = new Agreement();

    RmCommand(Context context) {
        super(context);
    }

    @Override
    void confirm(List<ContainerSummary> chosen) throws CommandException {
        String names = chosen.stream().map(ContainerSummary::name).collect(Collectors.joining(", "));
        agreement.ask(
                this,
                "This removes " + names + (volumes ? " and their anonymous volumes" : "") + " for good.",
                chosen.size() == 1 ? chosen.getFirst().name() : "yes");
    }

    @Override
    Change change() {
        return new Change.Remove(force, volumes);
    }

    @Override
    String done() {
        return "removed";
    }
}
