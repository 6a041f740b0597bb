package io.hatchway.console;

import io.hatchway.access.Glob;
import io.hatchway.access.Subject;
import io.hatchway.container.EngineException;
import io.hatchway.session.Printable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A command that lists things of one kind: a table for people, an array for programs. */
abstract class Listing<T> extends ConsoleCommand implements OnlyLooks {
    @Option(names = "--json", description = "One JSON array, with the same keys for ever.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Names alone, one a line.")
    private boolean quiet;

    @Option(
            names = {"-w", "--watch"},
            description = "Again every two seconds, until Ctrl-C.")
    private boolean watch;

    @Option(names = "--label", paramLabel = "KEY[=VALUE]", description = "Only those with this label.")
    private Map<String, Optional<String>> labels = Map.of();

    @Option(names = "--project", paramLabel = "PROJECT", description = "Only those of this compose project.")
    private Optional<String> project = Optional.empty();

    Listing(Context context) {
        super(context);
    }

    /** Everything there is, before anybody asks who may see it. */
    abstract List<T> everything() throws EngineException;

    abstract List<Column<T>> columns();

    abstract Subject subject(T row);

    /** What {@code --quiet} prints. */
    abstract String shortName(T row);

    /** Patterns over names; none: all. */
    abstract List<String> patterns();

    /** What only this listing filters by. */
    boolean isWanted(T row) {
        return true;
    }

    /** Refuses values that only this listing knows. */
    void checkOptions() throws CommandException {}

    @Override
    public Integer call() throws Exception {
        checkOptions();
        if (watch) {
            Live.checkAlone(json || quiet, "--json and --quiet");
            return Live.show(context(), 2, () -> shown().table(context().screen()));
        }
        Rows<T> shown = shown();
        if (json) {
            context().out().println(shown.json());
        } else if (quiet) {
            shown.rows().forEach(row -> context().out().println(Printable.text(shortName(row))));
        } else {
            context().screen().show(shown.table(context().screen()));
        }
        return Codes.OK;
    }

    private Rows<T> shown() throws EngineException {
        List<T> rows = rows();
        return new Rows<>(columns(), rows);
    }

    private List<T> rows() throws EngineException {
        return everything().stream()
                .filter(row -> mayTouch(subject(row)))
                .filter(row -> isChosen(subject(row)))
                .filter(this::isWanted)
                .toList();
    }

    private boolean isChosen(Subject subject) {
        return (patterns().isEmpty()
                        || patterns().stream()
                                .anyMatch(pattern ->
                                        subject.names().stream().anyMatch(name -> Glob.matches(pattern, name))))
                && (project.isEmpty() || project.equals(subject.project()))
                && labels.entrySet().stream().allMatch(wanted -> {
                    String value = subject.labels().get(wanted.getKey());
                    return value != null
                            && (wanted.getValue().isEmpty()
                                    || wanted.getValue().get().equals(value));
                });
    }
}
