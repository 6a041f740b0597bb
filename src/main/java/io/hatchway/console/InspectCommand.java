package io.hatchway.console;

import io.hatchway.access.Subject;
import io.hatchway.container.Compose;
import io.hatchway.container.EngineException;
import io.hatchway.container.Inventory;
import io.hatchway.container.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the engine's own description of things. */
@Command(
        name = "inspect",
        description = "Print what the engine knows of containers, images, volumes or networks, as JSON.")
final class InspectCommand extends ConsoleCommand implements OnlyLooks {
    @Parameters(paramLabel = "CONTAINER", arity = "1..*", description = "Names or ids.")
    private List<String> names = List.of();

    @Option(
            names = "--type",
            paramLabel = "KIND",
            description = "Only this kind: ${COMPLETION-CANDIDATES}. Otherwise the first that has the name.")
    private Optional<Kind> kind = Optional.empty();

    @Option(names = "--json", description = "On one line.")
    private boolean json;

    InspectCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws Exception {
        List<String> found = new ArrayList<>();
        for (String name : names) {
            found.add(describe(name));
        }
        String document = "[" + String.join(",", found) + "]";
        String pretty = Json.pretty(document);
        if (json) {
            context().out().println(Json.line(document));
        } else {
            context().screen().show(pretty.lines().toList());
        }
        return Codes.OK;
    }

    private String describe(String name) throws EngineException, CommandException {
        for (Kind each : kind.map(List::of).orElse(List.of(Kind.values()))) {
            Optional<String> id = id(each, name);
            Optional<String> description = id.isEmpty()
                    ? Optional.empty()
                    : context().engine().inventory().describe(each, id.get());
            if (description.isPresent()) {
                return description.get();
            }
        }
        throw CommandException.unknown(
                "There is no " + kind.map(Kind::word).orElse("container, image, volume or network") + " '" + name
                        + "' on the engine '" + context().engine().name() + "', or you may not see it.");
    }

    /** The id of what has this name and may be seen. */
    private Optional<String> id(Kind of, String name) throws EngineException {
        Inventory inventory = context().engine().inventory();
        return switch (of) {
            case CONTAINER ->
                selection().all().stream()
                        .filter(each -> Selection.means(name, each) && !Selection.isPattern(name))
                        .map(each -> each.id())
                        .findFirst();
            case IMAGE ->
                inventory.images().stream()
                        .filter(each -> isNamed(ImagesCommand.subjectOf(each), name))
                        .map(each -> each.id())
                        .findFirst();
            case VOLUME ->
                inventory.volumes().stream()
                        .filter(each -> isNamed(Compose.subject(each.name(), each.labels(), ""), name))
                        .map(each -> each.name())
                        .findFirst();
            case NETWORK ->
                inventory.networks().stream()
                        .filter(each -> isNamed(Compose.subject(each.name(), each.labels(), ""), name))
                        .map(each -> each.id())
                        .findFirst();
        };
    }

    private boolean isNamed(Subject subject, String name) {
        return Stream.of(name, name + ":latest").anyMatch(subject.names()::contains) && mayTouch(subject);
    }
}
