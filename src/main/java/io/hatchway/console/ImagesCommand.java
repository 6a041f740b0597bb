package io.hatchway.console;

import io.hatchway.access.Subject;
import io.hatchway.container.Compose;
import io.hatchway.container.EngineException;
import io.hatchway.container.ImageSummary;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists images. */
@Command(name = "images", description = "List images.")
final class ImagesCommand extends Listing<ImageSummary> {
    @Parameters(paramLabel = "IMAGE", arity = "0..*", description = "Names or patterns; all without one.")
    private List<String> names = List.of();

    ImagesCommand(Context context) {
        super(context);
    }

    @Override
    List<ImageSummary> everything() throws EngineException {
        return context().engine().inventory().images();
    }

    @Override
    List<Column<ImageSummary>> columns() {
        Instant now = Instant.now();
        return List.of(
                Column.of("TAGS", "tags", ImageSummary::tags, ImagesCommand::tags)
                        .in(row -> row.tags().isEmpty() ? Tone.FAINT : Tone.NAME),
                Column.of("ID", "id", ImageSummary::id, row -> Text.shortId(row.id()))
                        .in(row -> Tone.FAINT),
                Column.of(
                        "CREATED",
                        "created",
                        row -> row.created().toString(),
                        row -> Text.since(row.created(), now) + " ago"),
                Column.of("SIZE", "size", ImageSummary::size, row -> Text.bytes(row.size())));
    }

    private static String tags(ImageSummary row) {
        return row.tags().isEmpty() ? "(none)" : String.join(", ", row.tags());
    }

    /** Known by its tags, whole and without what follows the colon. */
    static Subject subjectOf(ImageSummary row) {
        Set<String> names = new HashSet<>(Set.of(row.id(), Text.shortId(row.id())));
        row.tags().forEach(tag -> {
            names.add(tag);
            names.add(tag.substring(0, Math.max(0, tag.lastIndexOf(':'))));
        });
        Subject base = Compose.subject(row.id(), row.labels(), "");
        return new Subject(names, base.labels(), base.project(), "");
    }

    @Override
    Subject subject(ImageSummary row) {
        return subjectOf(row);
    }

    @Override
    String shortName(ImageSummary row) {
        return row.tags().isEmpty() ? Text.shortId(row.id()) : row.tags().getFirst();
    }

    @Override
    List<String> patterns() {
        return names;
    }
}
