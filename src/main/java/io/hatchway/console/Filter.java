package io.hatchway.console;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;

/** What a command's lines go through behind a bar: {@code grep}, {@code head}, {@code tail} or {@code less}. */
abstract class Filter {
    /** What the console knows behind a bar. */
    static final List<String> NAMES = List.of("grep", "head", "tail", "less");

    private static final int MOST_KEPT = 100_000;
    /** In characters: a line may be as long as a program likes. */
    private static final int MOST_TEXT = 4 * 1024 * 1024;

    /** Takes the next line. */
    abstract void line(String line);

    /** There are no more. */
    void end() throws InterruptedException {}

    /**
     * Makes one.
     *
     * @param next where its lines go
     * @throws CommandException when there is no such filter, or not with these words
     */
    static Filter of(List<String> words, Filter next, Screen screen) throws CommandException {
        List<String> arguments = words.subList(1, words.size());
        return switch (words.getFirst()) {
            case "grep" -> grep(arguments, next);
            case "head" -> head(count("head", arguments), next);
            case "tail" -> tail(count("tail", arguments), next);
            case "less" -> less(screen, next);
            default ->
                throw CommandException.unknown("There is no '" + words.getFirst() + "' behind a bar, only "
                        + String.join(", ", NAMES) + ". Quote the bar if it belongs to the command.");
        };
    }

    /** The last: prints. */
    static Filter to(PrintWriter out) {
        return new Filter() {
            @Override
            void line(String line) {
                out.println(line);
                if (out.checkError()) {
                    throw new EnoughException();
                }
            }
        };
    }

    /** A writer whose lines go into the filter; one that is longer than any filter keeps, in pieces. */
    static PrintWriter writer(Filter filter) {
        return new PrintWriter(
                new Writer() {
                    private final StringBuilder line = new StringBuilder();

                    @Override
                    public void write(char[] text, int offset, int length) {
                        for (int at = offset; at < offset + length; at++) {
                            boolean ends = text[at] == '\n';
                            if (ends || line.length() == MOST_TEXT) {
                                String whole = line.toString();
                                line.setLength(0);
                                filter.line(whole);
                            }
                            if (!ends) {
                                line.append(text[at]);
                            }
                        }
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {
                        if (!line.isEmpty()) {
                            filter.line(line.toString());
                        }
                    }
                },
                false) {
            @Override
            public void println() {
                write('\n');
            }
        };
    }

    private static int count(String name, List<String> arguments) throws CommandException {
        List<String> left =
                arguments.size() == 2 && arguments.getFirst().equals("-n") ? arguments.subList(1, 2) : arguments;
        if (left.isEmpty()) {
            return 10;
        }
        String number = left.getFirst().replaceFirst("^-n?", "");
        if (left.size() > 1 || !number.matches("[0-9]{1,5}")) {
            throw CommandException.usage("It is " + name + " [-n LINES], with at most 99999 lines.");
        }
        return Integer.parseInt(number);
    }

    private static Filter head(int most, Filter next) {
        return new Filter() {
            private int count;

            @Override
            void line(String line) {
                if (count++ >= most) {
                    throw new EnoughException();
                }
                next.line(line);
            }

            @Override
            void end() throws InterruptedException {
                next.end();
            }
        };
    }

    private static Filter tail(int most, Filter next) {
        return new Filter() {
            private final Queue<String> last = new ArrayDeque<>();
            private long characters;

            @Override
            void line(String line) {
                last.add(line);
                characters += line.length();
                while (last.size() > most || characters > MOST_TEXT) {
                    characters -= last.remove().length();
                }
            }

            @Override
            void end() throws InterruptedException {
                try {
                    last.forEach(next::line);
                } catch (EnoughException enough) {
                    // what it took it still has to hand on
                }
                next.end();
            }
        };
    }

    private static Filter grep(List<String> arguments, Filter next) throws CommandException {
        boolean inverted = false;
        boolean anyCase = false;
        List<String> words = new ArrayList<>(arguments);
        while (!words.isEmpty() && words.getFirst().matches("-[iv]+")) {
            String options = words.removeFirst();
            inverted |= options.contains("v");
            anyCase |= options.contains("i");
        }
        if (words.size() != 1) {
            throw CommandException.usage("It is grep [-i] [-v] PATTERN.");
        }
        Predicate<CharSequence> wanted = LinePattern.of(words.getFirst(), anyCase);
        boolean unwanted = inverted;
        return new Filter() {
            @Override
            void line(String line) {
                if (wanted.test(line) != unwanted) {
                    next.line(line);
                }
            }

            @Override
            void end() throws InterruptedException {
                next.end();
            }
        };
    }

    private static Filter less(Screen screen, Filter next) throws CommandException {
        Screen.Person person = screen.person()
                .orElseThrow(() -> CommandException.usage("less is for the console: there is nobody here to read."));
        return new Filter() {
            private final Collection<String> lines = new ArrayDeque<>();
            private long characters;
            private boolean full;

            @Override
            void line(String line) {
                full |= lines.size() == MOST_KEPT || characters + line.length() > MOST_TEXT;
                if (full) {
                    throw new EnoughException();
                }
                lines.add(line);
                characters += line.length();
            }

            @Override
            void end() throws InterruptedException {
                if (full) {
                    lines.add("(There is more, and less takes no more than this: try grep before it, or head.)");
                }
                person.leafsThrough(String.join("\n", lines) + "\n");
                next.end();
            }
        };
    }
}
