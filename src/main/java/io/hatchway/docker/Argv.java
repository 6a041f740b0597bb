package io.hatchway.docker;

import io.hatchway.container.Command;
import io.hatchway.container.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The argument vectors that start commands in containers. Pure. */
final class Argv {
    private static final String BEST_SHELL = "command -v bash >/dev/null 2>&1 && exec bash; exec sh";

    private Argv() {}

    /**
     * For a container that has {@code sh}.
     *
     * @param size set on the terminal from inside, before the program starts: for engines whose start call cannot say
     *     it (API below 1.42)
     */
    static List<String> withShell(Command command, Optional<Size> size) {
        String prologue = size.map(s -> "stty rows " + s.rows() + " cols " + s.columns() + " 2>/dev/null; ")
                .orElse("");
        return switch (command) {
            case Command.Shell(List<String> preferred)
            when preferred.isEmpty() -> List.of("sh", "-c", prologue + BEST_SHELL);
            case Command.Shell(List<String> preferred) when prologue.isEmpty() -> preferred;
            case Command.Shell(List<String> preferred) -> {
                List<String> argv = new ArrayList<>(List.of("sh", "-c", prologue + "exec \"$@\"", "sh"));
                argv.addAll(preferred);
                yield argv;
            }
            case Command.Script(String text) -> List.of("sh", "-c", prologue + text);
            case Command.Line(String text) when prologue.isEmpty() -> List.of("sh", "-c", text);
            case Command.Line(String text) -> List.of("sh", "-c", prologue + "exec sh -c \"$1\"", "sh", text);
        };
    }

    /**
     * For a container without {@code sh}: the program itself.
     *
     * @return empty when the command needs a shell: there is no program to start, or a quote is left open
     */
    static Optional<List<String>> withoutShell(Command command) {
        return switch (command) {
            case Command.Shell(List<String> preferred) -> Optional.of(preferred).filter(words -> !words.isEmpty());
            case Command.Script script -> Optional.empty();
            case Command.Line(String text) -> words(text).filter(words -> !words.isEmpty());
        };
    }

    /**
     * Splits as a POSIX shell splits into words, quotes and backslashes honoured (XCU 2.2), with nothing expanded.
     *
     * @return empty when a quote is left open
     */
    static Optional<List<String>> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote == '\'' || (quote == '"' && c != '\\')) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\\' && i + 1 < line.length()) {
                char next = line.charAt(++i);
                if (quote == '"' && "$`\"\\\n".indexOf(next) < 0) {
                    word.append(c);
                }
                if (next != '\n') {
                    word.append(next);
                    inWord = true;
                }
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
                inWord = true;
            } else if (quote == 0 && (c == ' ' || c == '\t' || c == '\n')) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return quote == 0 ? Optional.of(List.copyOf(words)) : Optional.empty();
    }
}
