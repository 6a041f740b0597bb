package io.hatchway.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Completes commands, options, and the names of what is there. What to complete, a parameter's label says. */
final class Completion implements Completer {
    private final Context context;
    private final Names names;
    /** Made at the first key that needs it: the prompt must not wait for it. */
    private @Nullable CommandLine model;

    private Map<String, String> granted = Map.of();

    Completion(Context context) {
        this.context = context;
        this.names = new Names(context);
    }

    private CommandLine model() {
        CommandLine made = model;
        if (made == null) {
            made = Commands.model(context);
            granted = Commands.granted(context);
            model = made;
        }
        return made;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        CommandLine commands = model();
        List<String> words = line.words().subList(0, line.wordIndex());
        int bar = words.lastIndexOf("|");
        if (bar >= 0) {
            if (bar == words.size() - 1) {
                Filter.NAMES.forEach(name -> candidates.add(candidate(name, "")));
            }
            return;
        }
        if (words.isEmpty()) {
            granted.forEach((name, summary) -> candidates.add(candidate(name, summary)));
            candidates.add(candidate("exit", "Leave."));
            return;
        }
        CommandLine command = commands.getSubcommands().get(words.getFirst());
        if (command == null || !granted.containsKey(words.getFirst())) {
            return;
        }
        if (!command.getSubcommands().isEmpty()) {
            if (words.size() == 1) {
                completeMember(command, candidates);
                return;
            }
            command = command.getSubcommands().get(words.get(1));
            if (command == null || !isGranted(command)) {
                return;
            }
        }
        CommandSpec spec = command.getCommandSpec();
        int place = place(spec, words);
        boolean elsewhere = place > 0 && command.<ConsoleCommand>getCommand().takesAllBehindFirst();
        if (elsewhere) {
            return;
        }
        if (line.word().startsWith("-")) {
            spec.options().forEach(option -> candidates.add(candidate(option.longestName(), summary(option))));
            return;
        }
        OptionSpec before = spec.findOption(words.getLast());
        boolean value = before != null && before.arity().max() > 0;
        Optional<? extends ArgSpec> wanted = value ? Optional.of(before) : positional(spec, place);
        if (wanted.isEmpty()) {
            return;
        }
        Iterable<String> known = wanted.get().completionCandidates();
        if (known != null) {
            known.forEach(each -> candidates.add(candidate(each, "")));
            return;
        }
        String label = wanted.get().paramLabel();
        names.of(ConsoleCommand.name(spec), label)
                .forEach(name ->
                        candidates.add(label.equals(RunCommand.VOLUME) ? begun(name + ":") : candidate(name, "")));
    }

    private void completeMember(CommandLine family, List<Candidate> candidates) {
        family.getSubcommands().forEach((name, member) -> {
            if (isGranted(member)) {
                candidates.add(candidate(
                        name,
                        String.join(" ", member.getCommandSpec().usageMessage().description())));
            }
        });
    }

    private boolean isGranted(CommandLine command) {
        return Commands.isGranted(context.grant().commands(), command);
    }

    /** How many words of the command's own stand before: neither options nor their values. */
    private static int place(CommandSpec spec, List<String> words) {
        int place = 0;
        int first = ConsoleCommand.name(spec).split(" ", -1).length;
        for (int at = first; at < words.size(); at++) {
            OptionSpec option = spec.findOption(words.get(at));
            if (option != null && option.arity().max() > 0) {
                at++;
            } else if (!words.get(at).startsWith("-")) {
                place++;
            }
        }
        return place;
    }

    private static Optional<PositionalParamSpec> positional(CommandSpec spec, int place) {
        return spec.positionalParameters().stream()
                .filter(each -> each.index().contains(place))
                .findFirst();
    }

    /** What more belongs to without a blank. */
    private static Candidate begun(String value) {
        return new Candidate(value, value, null, null, null, null, false);
    }

    private static String summary(ArgSpec option) {
        return String.join(" ", option.description());
    }

    private static Candidate candidate(String value, String summary) {
        return new Candidate(value, value, null, summary.isEmpty() ? null : summary, null, null, true);
    }
}
