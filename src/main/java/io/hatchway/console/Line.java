package io.hatchway.console;

import java.util.ArrayList;
import java.util.List;

/**
 * A line as it was typed, cut into words as a shell does: single quotes keep everything, double quotes all but what a
 * backslash protects. Nothing is expanded. Pure.
 *
 * @param stages the words between the pipes
 */
record Line(List<List<String>> stages) {

    /** Whether an unquoted bar divides a line. */
    enum Bars {
        PIPES,
        WORDS
    }

    Line {
        stages = List.copyOf(stages);
    }

    /** The command and its arguments. */
    List<String> command() {
        return stages.getFirst();
    }

    /** What its output goes through. */
    List<List<String>> filters() {
        return stages.subList(1, stages.size());
    }

    /**
     * Cuts a line.
     *
     * @throws CommandException when a quote is left open, or nothing stands before or behind a bar
     */
    static Line parse(String text, Bars bars) throws CommandException {
        Cutter cutter = new Cutter();
        for (int at = 0; at < text.length(); at++) {
            cutter.take(text.charAt(at), bars);
        }
        return cutter.end();
    }

    private static final class Cutter {
        private final List<List<String>> stages = new ArrayList<>();
        private List<String> words = new ArrayList<>();
        private final StringBuilder word = new StringBuilder();
        private boolean started;
        private boolean escaped;
        private char quote;

        void take(char c, Bars bars) throws CommandException {
            if (escaped) {
                if (quote == '"' && c != '"' && c != '\\') {
                    word.append('\\');
                }
                put(c);
                escaped = false;
            } else if (c == '\\' && quote != '\'') {
                escaped = true;
                started = true;
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    put(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                started = true;
            } else if (Character.isWhitespace(c)) {
                endWord();
            } else if (c == '|' && bars == Bars.PIPES) {
                endStage();
            } else {
                put(c);
            }
        }

        private void put(char c) {
            word.append(c);
            started = true;
        }

        private void endWord() {
            if (started) {
                words.add(word.toString());
                word.setLength(0);
                started = false;
            }
        }

        private void endStage() throws CommandException {
            endWord();
            if (words.isEmpty()) {
                throw CommandException.usage("There is a | with nothing before it.");
            }
            stages.add(words);
            words = new ArrayList<>();
        }

        Line end() throws CommandException {
            if (quote != 0 || escaped) {
                throw CommandException.usage(quote != 0 ? "A quote is left open." : "The line ends in a backslash.");
            }
            endWord();
            if (words.isEmpty() && !stages.isEmpty()) {
                throw CommandException.usage("There is a | with nothing behind it.");
            }
            stages.add(words);
            return new Line(stages);
        }
    }
}
