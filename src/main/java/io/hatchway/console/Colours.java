package io.hatchway.console;

import io.hatchway.container.Pty;
import io.hatchway.session.Session;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * Whether a command's words are coloured. Without {@code --color}: on a terminal that has colours, unless the client sent a
 * variable NO_COLOR that is not empty (no-color.org). What containers wrote is made fit for a terminal in any case.
 */
enum Colours {
    AUTO,
    ALWAYS,
    NEVER;

    private static final String OPTION = "--color";

    /** The option that every command has. */
    static OptionSpec option() {
        List<String> words = Stream.of(values()).map(Colours::word).toList();
        return OptionSpec.builder(OPTION)
                .paramLabel("WHEN")
                .type(Colours.class)
                .converters(word -> Stream.of(values())
                        .filter(each -> each.word().equals(word))
                        .findFirst()
                        .orElseThrow(() -> new TypeConversionException(
                                "expected one of " + String.join(", ", words) + " but was '" + word + "'")))
                .completionCandidates(words)
                .description("Colours: " + String.join(", ", words) + ". Without it auto: on a terminal, if the client"
                        + " does not send NO_COLOR.")
                .build();
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a terminal shows colours where no option says so. */
    static boolean usual(Session session, Pty pty) {
        return ConsoleTerminal.hasColours(pty) && !session.isWithoutColours();
    }

    /** What a line asks for; empty: nothing else than usual. One that is wrong asks for nothing, and is not run. */
    static Optional<Boolean> asked(CommandLine root, CommandLine command, List<String> line) {
        if (line.stream().noneMatch(word -> word.startsWith(OPTION))) {
            return Optional.empty();
        }
        try {
            root.parseArgs(line.toArray(String[]::new));
        } catch (ParameterException wrong) {
            return Optional.empty();
        }
        Optional<Colours> asked =
                Optional.ofNullable(command.getCommandSpec().findOption(OPTION).getValue());
        return asked.flatMap(colours -> switch (colours) {
            case AUTO -> Optional.empty();
            case ALWAYS -> Optional.of(true);
            case NEVER -> Optional.of(false);
        });
    }
}
