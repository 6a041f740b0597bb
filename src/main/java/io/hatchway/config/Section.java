package io.hatchway.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of a YAML file, read key by key. A wrong value becomes a problem and the default takes its place, so that
 * reading goes on to the next problem; an absent key and a key without a value are the same. Remembers which keys were
 * asked for, so that what is left over is unknown.
 */
final class Section {

    private static final int DEEPEST = 32;
    private static final int LONGEST_SHOWN = 80;

    private final String file;
    private final String path;
    private final int line;
    private final Problems problems;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();

    private record Entry(int line, Node value) {}

    private Section(String file, String path, int line, Problems problems) {
        this.file = file;
        this.path = path;
        this.line = line;
        this.problems = problems;
    }

    /** The whole of a file; an empty section where the text is no YAML mapping, and a problem saying so. */
    static Section parse(String file, String yaml, Problems problems) {
        Section root = new Section(file, "", 1, problems);
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file)
                    .setMaxAliasesForCollections(0)
                    .build();
            Optional<Integer> tooDeep = lineTooDeep(new Parse(settings).parseString(yaml));
            if (tooDeep.isPresent()) {
                problems.error(file, tooDeep.get(), "this is nested deeper than any configuration");
            } else {
                new Compose(settings).composeString(yaml).ifPresent(root::fill);
            }
        } catch (MarkedYamlEngineException e) {
            int at = e.getProblemMark().or(e::getContextMark).map(Section::line).orElse(0);
            problems.error(file, at, "this is not YAML: " + harmless(e.getProblem()));
        } catch (YamlEngineException e) {
            problems.error(file, 0, "this is not YAML: " + shown(String.valueOf(e.getMessage())));
        }
        return root;
    }

    /** Whether it says nothing at all, as one does that could not be read. */
    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Composing calls itself for every level, so a file of brackets would end the thread. */
    private static Optional<Integer> lineTooDeep(Iterable<Event> events) {
        int depth = 0;
        for (Event event : events) {
            if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
                return Optional.of(event.getStartMark().map(Section::line).orElse(0));
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
        return Optional.empty();
    }

    private void fill(Node node) {
        if (isNothing(node)) {
            return;
        }
        if (!(node instanceof MappingNode mapping)) {
            problems.error(
                    file,
                    lineOf(node),
                    (path.isEmpty() ? "the file" : path) + " must be a list of \"key: value\" lines");
            return;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            Node key = tuple.getKeyNode();
            if (!(key instanceof ScalarNode scalar)) {
                problems.error(file, lineOf(key), "a key must be a plain name");
            } else if (entries.putIfAbsent(scalar.getValue(), new Entry(lineOf(key), tuple.getValueNode())) != null) {
                problems.error(file, lineOf(key), full(scalar.getValue()) + " is set twice; remove one of the two");
            }
        }
    }

    /** Every key, for a section whose keys are its author's own. */
    List<String> keys() {
        asked.addAll(entries.keySet());
        return List.copyOf(entries.keySet());
    }

    /** Whether the key has a value, valid or not. */
    boolean has(String key) {
        Entry entry = entries.get(key);
        return entry != null && !isNothing(entry.value);
    }

    /** The line it begins in. */
    int line() {
        return line;
    }

    /** Whether the key's value is a list rather than a text or a mapping. */
    boolean isList(String key) {
        return has(key) && value(key) instanceof SequenceNode;
    }

    /** Whether the key's value is a list that holds nothing. */
    boolean isEmptyList(String key) {
        return has(key)
                && value(key) instanceof SequenceNode sequence
                && sequence.getValue().isEmpty();
    }

    /** A key that is known here, though nobody reads its value. */
    void know(String key) {
        asked.add(key);
    }

    Section section(String key) {
        asked.add(key);
        Entry entry = entries.get(key);
        Section section = new Section(file, full(key), entry == null ? line : entry.line, problems);
        if (entry != null) {
            section.fill(entry.value);
        }
        return section;
    }

    <T> T text(String key, T otherwise, Function<String, Optional<T>> parser, String wanted) {
        return text(key, parser, wanted).orElse(otherwise);
    }

    <T> Optional<T> text(String key, Function<String, Optional<T>> parser, String wanted) {
        asked.add(key);
        if (!has(key)) {
            return Optional.empty();
        }
        Node value = value(key);
        Optional<T> parsed = value instanceof ScalarNode scalar ? parser.apply(scalar.getValue()) : Optional.empty();
        if (parsed.isEmpty()) {
            wrong(full(key), value, wanted);
        }
        return parsed;
    }

    <T> Optional<List<T>> list(String key, Function<String, Optional<T>> parser, String wanted) {
        return list(key, parser, written -> wanted);
    }

    /**
     * The same, where what is wanted hangs on what is written there.
     *
     * @param wanted of an element's text, which is empty where it is a nested value
     */
    <T> Optional<List<T>> list(String key, Function<String, Optional<T>> parser, UnaryOperator<String> wanted) {
        asked.add(key);
        if (!has(key)) {
            return Optional.empty();
        }
        if (!(value(key) instanceof SequenceNode sequence)) {
            wrong(full(key), value(key), "a list such as [a, b]");
            return Optional.empty();
        }
        List<T> list = new ArrayList<>();
        for (Node element : sequence.getValue()) {
            Optional<String> written =
                    element instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
            written.flatMap(parser)
                    .ifPresentOrElse(list::add, () -> wrong(full(key), element, wanted.apply(written.orElse(""))));
        }
        return Optional.of(list);
    }

    /**
     * A list of mappings.
     *
     * @param shorthand the key for which an element that is a mere text is short
     */
    List<Section> sections(String key, Optional<String> shorthand) {
        asked.add(key);
        if (!has(key)) {
            return List.of();
        }
        if (!(value(key) instanceof SequenceNode sequence)) {
            wrong(full(key), value(key), "a list: one \"- \" for each entry");
            return List.of();
        }
        List<Section> sections = new ArrayList<>();
        for (Node element : sequence.getValue()) {
            Section section = new Section(file, full(key), lineOf(element), problems);
            if (element instanceof ScalarNode && shorthand.isPresent()) {
                section.entries.put(shorthand.get(), new Entry(lineOf(element), element));
            } else if (isNothing(element)) {
                wrong(full(key), element, "\"key: value\" lines");
                continue;
            } else {
                section.fill(element);
            }
            sections.add(section);
        }
        return sections;
    }

    /** An argument vector: a YAML list, or a text split at spaces where quotes hold words together. */
    Optional<List<String>> words(String key) {
        if (has(key) && value(key) instanceof SequenceNode) {
            return list(key, word -> Optional.of(word).filter(Words::isArgument), "a list of arguments")
                    .map(words -> {
                        if (words.isEmpty() || words.getFirst().isEmpty()) {
                            wrong(full(key), value(key), "a command");
                        }
                        return words;
                    });
        }
        return text(key, Words::split, "a command such as \"/bin/bash -l\"");
    }

    Optional<Path> path(String key, Path folder) {
        return text(key, text -> resolve(folder, text), "a path");
    }

    static Optional<Path> resolve(Path folder, String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(folder.resolve(text).normalize());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    int number(String key, int otherwise, int least, int most) {
        return text(
                key,
                otherwise,
                text -> text.matches("[0-9]{1,9}")
                        ? Optional.of(Integer.valueOf(text)).filter(number -> number >= least && number <= most)
                        : Optional.empty(),
                "a whole number from " + least + " to " + most);
    }

    boolean flag(String key, boolean otherwise) {
        return text(
                key,
                otherwise,
                text -> switch (text) {
                    case "true" -> Optional.of(true);
                    case "false" -> Optional.of(false);
                    default -> Optional.empty();
                },
                "true or false");
    }

    Duration duration(String key, Duration otherwise, Duration least, Duration most) {
        return text(
                key,
                otherwise,
                text -> Durations.parse(text).filter(d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0),
                "a time such as 500ms, 30s, 5m, 1h or 2d, from " + Durations.format(least) + " to "
                        + Durations.format(most));
    }

    /** Bytes, as {@link Sizes} reads them. */
    long size(String key, long otherwise, long least, long most) {
        return text(
                key,
                otherwise,
                text -> Sizes.parse(text).filter(size -> size >= least && size <= most),
                "a size such as 512k, 64m or 2g, of at least " + least / 1024 + "k");
    }

    /** Reports every key nobody asked for; called when all have been. */
    void rejectUnknown() {
        entries.forEach((key, entry) -> {
            if (!asked.contains(key)) {
                String hint = Spelling.nearest(key, asked)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; the keys here are " + String.join(", ", asked));
                problems.error(file, entry.line, "there is no key " + full(key) + hint);
            }
        });
    }

    /** Reports something about the section as a whole. */
    void error(String message) {
        problems.error(file, line, message);
    }

    /** Reports something about a key's value. */
    void error(String key, String message) {
        Entry entry = entries.get(key);
        problems.error(file, entry == null ? line : entry.line, message);
    }

    private void wrong(String name, Node value, String wanted) {
        String is = value instanceof ScalarNode scalar ? "\"" + shown(scalar.getValue()) + "\"" : "a nested value";
        problems.error(file, lineOf(value), name + " is " + is + " but must be " + wanted);
    }

    private Node value(String key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            throw new IllegalStateException("asked for the value of a key that is absent: " + key);
        }
        return entry.value;
    }

    private String full(String key) {
        return path.isEmpty() ? shown(key) : path + "." + shown(key);
    }

    private int lineOf(Node node) {
        return node.getStartMark().map(Section::line).orElse(line);
    }

    private static int line(Mark mark) {
        return mark.getLine() + 1;
    }

    private static boolean isNothing(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    /** The text cut and stripped of what a terminal would obey, for a message. */
    static String shown(String text) {
        String start = text.codePoints()
                .limit(LONGEST_SHOWN)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return harmless(start) + (text.length() > start.length() ? "..." : "");
    }

    private static String harmless(String text) {
        return text.codePoints()
                .map(c -> switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> '?';
                    default -> c;
                })
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
