package io.hatchway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Changes of {@code access.yaml}'s text in one place, with comments and layout as they are. YAML can be written in many
 * ways; where the place is not in one of the usual ones, the answer is empty. Whoever uses a changed text reads it again
 * and compares what it says with what was meant. Pure.
 */
public final class AccessText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*(@[A-Za-z0-9_.-]+)?");
    private static final Pattern SPECIAL = Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null|inf|nan");
    private static final Pattern QUOTABLE = Pattern.compile("[^\\p{Cntrl}\"\\\\]*");

    private final String text;
    private final Optional<MappingNode> root;

    private AccessText(String text, Optional<MappingNode> root) {
        this.text = text;
        this.root = root;
    }

    /** Of a text that {@link AccessFile} can read. */
    public static AccessText of(String text) {
        try {
            return new AccessText(
                    text,
                    new Compose(LoadSettings.builder().build())
                            .composeString(text)
                            .filter(MappingNode.class::isInstance)
                            .map(MappingNode.class::cast));
        } catch (YamlEngineException unreadable) {
            return new AccessText(text, Optional.empty());
        }
    }

    /** A word as YAML has it; empty where it cannot be written on a line. */
    public static Optional<String> word(String word) {
        if (PLAIN.matcher(word).matches() && !SPECIAL.matcher(word).matches()) {
            return Optional.of(word);
        }
        return Optional.of(word)
                .filter(each -> QUOTABLE.matcher(each).matches())
                .map(each -> "\"" + each + "\"");
    }

    /**
     * With another person at the end of the people.
     *
     * @param entry what stands behind the colon
     */
    public Optional<String> withPerson(String name, String entry) {
        Optional<String> key = word(name);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        String line = key.get() + ": " + entry;
        Optional<NodeTuple> people = root.flatMap(map -> tuple(map, "people"));
        if (people.isEmpty()) {
            boolean ended = text.isEmpty() || text.endsWith("\n");
            return Optional.of(text + (ended ? "" : "\n") + "people:\n  " + line + "\n");
        }
        Node value = people.get().getValueNode();
        if (isNull(value)) {
            return line(people.get().getKeyNode())
                    .flatMap(at ->
                            lineOf(people.get().getKeyNode(), "people:").map(ok -> inserted(at + 1, "  " + line)));
        }
        if (!(value instanceof MappingNode persons)
                || isFlow(persons)
                || persons.getValue().isEmpty()) {
            return Optional.empty();
        }
        int column = column(persons.getValue().getFirst().getKeyNode());
        return lastLine(persons).map(last -> inserted(last + 1, " ".repeat(column) + line));
    }

    /** Without a person. */
    public Optional<String> withoutPerson(String name) {
        return root.flatMap(map -> tuple(map, "people"))
                .map(NodeTuple::getValueNode)
                .filter(MappingNode.class::isInstance)
                .map(MappingNode.class::cast)
                .filter(people -> !isFlow(people))
                .flatMap(people -> tuple(people, name))
                .flatMap(person -> {
                    Optional<Integer> first = line(person.getKeyNode());
                    Optional<Integer> last = isNull(person.getValueNode()) ? first : lastLine(person.getValueNode());
                    return first.flatMap(from -> last.map(to -> withoutLines(from, to)));
                });
    }

    /** With one more role for a person. */
    public Optional<String> withRole(String person, String role) {
        Optional<String> item = word(role);
        Optional<MappingNode> entry = person(person);
        if (item.isEmpty() || entry.isEmpty()) {
            return Optional.empty();
        }
        Optional<NodeTuple> roles = tuple(entry.get(), "roles");
        if (roles.isEmpty()) {
            return withKey(entry.get(), "roles: [" + item.get() + "]");
        }
        if (!(roles.get().getValueNode() instanceof SequenceNode list)) {
            return Optional.empty();
        }
        if (isFlow(list)) {
            return end(list)
                    .map(end -> spliced(end - 1, end - 1, (list.getValue().isEmpty() ? "" : ", ") + item.get()));
        }
        return lastLine(list).map(last -> inserted(last + 1, " ".repeat(column(list)) + "- " + item.get()));
    }

    /** With one role less for a person. */
    public Optional<String> withoutRole(String person, String role) {
        return person(person)
                .flatMap(entry -> tuple(entry, "roles"))
                .map(NodeTuple::getValueNode)
                .filter(SequenceNode.class::isInstance)
                .map(SequenceNode.class::cast)
                .flatMap(list -> withoutItem(list, role));
    }

    private Optional<String> withoutItem(SequenceNode list, String word) {
        List<Node> items = list.getValue();
        for (int i = 0; i < items.size(); i++) {
            Node item = items.get(i);
            if (!(item instanceof ScalarNode scalar) || !scalar.getValue().equals(word)) {
                continue;
            }
            if (!isFlow(list)) {
                Optional<Integer> at = line(item);
                return at.map(line -> withoutLines(line, line));
            }
            Optional<Integer> from = i > 0 ? end(items.get(i - 1)) : start(item);
            Optional<Integer> to = i > 0 || items.size() == 1 ? end(item) : start(items.get(1));
            return from.flatMap(start -> to.map(end -> spliced(start, end, "")));
        }
        return Optional.empty();
    }

    private Optional<String> withKey(MappingNode entry, String line) {
        if (isFlow(entry)) {
            return end(entry)
                    .map(end -> spliced(end - 1, end - 1, (entry.getValue().isEmpty() ? "" : ", ") + line));
        }
        int column = column(entry.getValue().getFirst().getKeyNode());
        return lastLine(entry).map(last -> inserted(last + 1, " ".repeat(column) + line));
    }

    private Optional<MappingNode> person(String name) {
        return root.flatMap(map -> tuple(map, "people"))
                .map(NodeTuple::getValueNode)
                .filter(MappingNode.class::isInstance)
                .flatMap(people -> tuple((MappingNode) people, name))
                .map(NodeTuple::getValueNode)
                .filter(MappingNode.class::isInstance)
                .map(MappingNode.class::cast);
    }

    private static Optional<NodeTuple> tuple(MappingNode map, String key) {
        return map.getValue().stream()
                .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode scalar
                        && scalar.getValue().equals(key))
                .findFirst();
    }

    private static boolean isFlow(CollectionNode<?> node) {
        return node.getFlowStyle() == FlowStyle.FLOW;
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.getTag().equals(Tag.NULL)
                && scalar.getValue().isEmpty();
    }

    /** The last line a node's own text is on; behind a block there may be comments that are the next one's. */
    private static Optional<Integer> lastLine(Node node) {
        return switch (node) {
            case MappingNode map
            when !isFlow(map) && !map.getValue().isEmpty() -> {
                NodeTuple last = map.getValue().getLast();
                yield isNull(last.getValueNode()) ? line(last.getKeyNode()) : lastLine(last.getValueNode());
            }
            case SequenceNode list
            when !isFlow(list) && !list.getValue().isEmpty() ->
                lastLine(list.getValue().getLast());
            default -> node.getEndMark().map(mark -> mark.getColumn() == 0 ? mark.getLine() - 1 : mark.getLine());
        };
    }

    private static Optional<Integer> line(Node node) {
        return node.getStartMark().map(Mark::getLine);
    }

    private static int column(Node node) {
        return node.getStartMark().map(Mark::getColumn).orElse(0);
    }

    private Optional<Integer> start(Node node) {
        return node.getStartMark().map(this::index);
    }

    private Optional<Integer> end(Node node) {
        return node.getEndMark().map(this::index);
    }

    private int index(Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    private Optional<Boolean> lineOf(Node key, String whole) {
        return line(key)
                .map(lines()::get)
                .filter(line -> line.startsWith(whole))
                .map(found -> true);
    }

    private String spliced(int from, int to, String instead) {
        return text.substring(0, from) + instead + text.substring(to);
    }

    private List<String> lines() {
        return List.of(text.split("\n", -1));
    }

    private String inserted(int at, String line) {
        List<String> lines = new ArrayList<>(lines());
        lines.add(Math.min(at, lines.size()), line);
        String changed = String.join("\n", lines);
        return changed.endsWith("\n") ? changed : changed + "\n";
    }

    private String withoutLines(int first, int last) {
        List<String> lines = new ArrayList<>(lines());
        lines.subList(first, last + 1).clear();
        return String.join("\n", lines);
    }
}
