package io.hatchway.console;

import io.hatchway.access.Subject;
import io.hatchway.container.Compose;
import io.hatchway.container.ContainerSummary;
import io.hatchway.container.EngineException;
import io.hatchway.container.Inventory;
import io.hatchway.container.Kind;
import io.hatchway.session.Printable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Removes what nothing uses. */
@Command(
        name = "prune",
        description = "Remove what nothing uses: ended containers, images without a name, volumes and networks without"
                + " a container.")
final class PruneCommand extends ConsoleCommand {
    @Parameters(
            paramLabel = "KIND",
            arity = "1..*",
            completionCandidates = Words.class,
            converter = Words.class,
            description =
                    "What: container, image, volume or network, each also in the plural. Volumes hold data: nothing"
                            + " brings them back.")
    private List<Kind> kinds = List.of();

    @Option(names = "--dry-run", description = "Say what would go, and leave it.")
    private boolean dryRun;

    @Mixin
    private Agreement agreement = new Agreement();

    PruneCommand(Context context) {
        super(context);
    }

    /** A kind's word, in the singular and the plural. */
    static final class Words implements ITypeConverter<Kind>, Iterable<String> {
        @Override
        public Kind convert(String word) {
            String asked = word.toLowerCase(Locale.ROOT);
            return Stream.of(Kind.values())
                    .filter(kind -> asked.equals(kind.word()) || asked.equals(kind.word() + "s"))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + word + "' is nothing to prune: it is one of " + String.join(", ", this)));
        }

        @Override
        public Iterator<String> iterator() {
            return Stream.of(Kind.values()).map(Kind::word).iterator();
        }
    }

    private record Unused(Kind kind, String id, String name) {
        String title() {
            return kind.word() + " " + name;
        }

        Deeds.Thing thing() {
            return new Deeds.Thing(kind.word(), name, title(), title());
        }
    }

    @Override
    public Integer call() throws Exception {
        List<Unused> unused = new ArrayList<>();
        for (Kind kind : Set.copyOf(kinds).stream().sorted().toList()) {
            unused.addAll(unused(kind));
        }
        if (dryRun || unused.isEmpty()) {
            unused.forEach(this::foretell);
            return Codes.OK;
        }
        agreement.ask(
                this,
                "This removes for good: " + unused.stream().map(Unused::title).collect(Collectors.joining(", ")) + ".",
                "yes");
        Deeds deeds = deeds();
        for (Unused each : unused) {
            deeds.attempt(each.thing(), () -> {
                context().engine().lifecycle().remove(each.kind(), each.id());
                return new Deeds.Done("removed");
            });
        }
        return deeds.code();
    }

    private void foretell(Unused each) {
        Map<String, Object> row = each.thing().row(name());
        row.put("dry_run", dryRun);
        context().out().println(context().forPrograms() ? Json.of(row) : Printable.text(each.title()));
    }

    private List<Unused> unused(Kind kind) throws EngineException {
        Inventory inventory = context().engine().inventory();
        return switch (kind) {
            case CONTAINER ->
                selection().all().stream()
                        .filter(PruneCommand::hasEnded)
                        .map(each -> new Unused(kind, each.id(), each.name()))
                        .toList();
            case IMAGE ->
                inventory.images().stream()
                        .filter(each -> each.tags().isEmpty() && mayTouch(ImagesCommand.subjectOf(each)))
                        .map(each -> new Unused(kind, each.id(), Text.shortId(each.id())))
                        .toList();
            case VOLUME ->
                inventory.volumes().stream()
                        .filter(each -> !each.used() && mayTouch(subject(each.name(), each.labels())))
                        .map(each -> new Unused(kind, each.name(), each.name()))
                        .toList();
            case NETWORK ->
                inventory.networks().stream()
                        .filter(each -> !each.used() && mayTouch(subject(each.name(), each.labels())))
                        .map(each -> new Unused(kind, each.id(), each.name()))
                        .toList();
        };
    }

    private static boolean hasEnded(ContainerSummary container) {
        return switch (container.state()) {
            case "exited", "created", "dead" -> true;
            default -> false;
        };
    }

    private static Subject subject(String name, Map<String, String> labels) {
        return Compose.subject(name, labels, "");
    }
}
