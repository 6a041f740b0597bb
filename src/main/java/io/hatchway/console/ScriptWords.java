package io.hatchway.console;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The words of a shell's script, which is itself one word of a line: changed where they stand. Pure. */
final class ScriptWords {
    private static final String BETWEEN = " \t\r\n;|&()<>`";
    private static final String QUOTES = "'\"";

    private ScriptWords() {}

    /**
     * The script with its words changed, and everything between them as it was.
     *
     * @param quoted whether quotes hold a word together; otherwise they end it, so that scripts in scripts are seen
     * @param change gives a word for each
     */
    static String changed(String script, boolean quoted, UnaryOperator<List<String>> change) {
        List<Span> spans = spans(script, quoted);
        List<String> words = change.apply(spans.stream()
                .map(span -> script.substring(span.begin(), span.end()))
                .toList());
        StringBuilder changed = new StringBuilder();
        int at = 0;
        for (int index = 0; index < spans.size(); index++) {
            changed.append(script, at, spans.get(index).begin()).append(words.get(index));
            at = spans.get(index).end();
        }
        return changed.append(script, at, script.length()).toString();
    }

    private record Span(int begin, int end) {}

    private static List<Span> spans(String script, boolean quoted) {
        List<Span> spans = new ArrayList<>();
        int begin = -1;
        for (int at = 0; at < script.length(); at++) {
            char next = script.charAt(at);
            boolean quote = QUOTES.indexOf(next) >= 0;
            boolean inside = quote ? quoted : BETWEEN.indexOf(next) < 0;
            if (inside && begin < 0) {
                begin = at;
            } else if (!inside && begin >= 0) {
                spans.add(new Span(begin, at));
                begin = -1;
            }
            if (quote && quoted) {
                int close = script.indexOf(next, at + 1);
                at = close < 0 ? script.length() : close;
            }
        }
        if (begin >= 0) {
            spans.add(new Span(begin, script.length()));
        }
        return spans;
    }
}
