package io.hatchway.console;

import io.hatchway.access.Subject;
import io.hatchway.container.Compose;
import io.hatchway.container.EngineException;
import io.hatchway.container.Inventory;
import io.hatchway.container.Kind;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    /** In characters. */
    private static final long MOST = 8 * 1024 * 1024;

    private record Thing(Kind kind, String id) {}

    @Parameters(paramLabel = "THING", arity = "1..*", description = "Names or ids.")
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
        Map<Thing, String> found = new LinkedHashMap<>();
        for (String name : new LinkedHashSet<>(names)) {
            describe(name, found);
            if (found.values().stream().mapToLong(String::length).sum() > MOST) {
                throw CommandException.failed("These descriptions are longer than " + Text.bytes(MOST)
                        + " together, and this shows no more. Ask for fewer at once.");
            }
        }
        String document = "[" + String.join(",", found.values()) + "]";
        String pretty = Json.pretty(document);
        if (json) {
            context().out().println(Json.line(document));
        } else {
            context().screen().show(pretty.lines().toList());
        }
        return Codes.OK;
    }

    /** Adds what a name means, unless it is there by another name. */
    private void describe(String name, Map<Thing, String> found) throws EngineException, CommandException {
        for (Kind each : kind.map(List::of).orElse(List.of(Kind.values()))) {
            Optional<Thing> thing = id(each, name).map(id -> new Thing(each, id));
            if (thing.filter(found::containsKey).isPresent()) {
                return;
            }
            Optional<String> description = thing.isEmpty() ? Optional.empty() : description(thing.get());
            if (description.isPresent()) {
                found.put(thing.get(), description.get());
                return;
            }
        }
        throw CommandException.unknown(
                "There is no " + kind.map(Kind::word).orElse("container, image, volume or network") + " '" + name
                        + "' on the engine '" + context().engine().name() + "', or you may not see it.");
    }

    /** A network's names the containers in it: those that the caller may not inspect are left out. */
    private Optional<String> description(Thing thing) throws EngineException {
        Optional<String> whole = context().engine().inventory().describe(thing.kind(), thing.id());
        if (thing.kind() != Kind.NETWORK || whole.isEmpty()) {
            return whole;
        }
        List<String> permitted =
                selection().all().stream().map(each -> each.id()).toList();
        return Optional.of(Json.retaining(whole.get(), "Containers", permitted));
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
