package io.hatchway.console;

import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Colours a line while it is typed: a command that may be run, one that may not, options, quotes, bars. */
final class Highlighting implements Highlighter {
    private static final Pattern PIECE = Pattern.compile("'[^']*'?|\"[^\"]*\"?|\\||\\s+|[^\\s'\"|]+");

    private final Supplier<Set<String>> granted;
    /** Asked for at the first key. */
    private Set<String> commands = Set.of();

    Highlighting(Supplier<Set<String>> granted) {
        this.granted = granted;
    }

    @Override
    public AttributedString highlight(LineReader reader, String line) {
        if (line.isBlank()) {
            return new AttributedString(line);
        }
        if (commands.isEmpty()) {
            commands = granted.get();
        }
        AttributedStringBuilder shown = new AttributedStringBuilder();
        Matcher pieces = PIECE.matcher(line);
        boolean first = true;
        boolean filter = false;
        int end = 0;
        while (pieces.find()) {
            String piece = pieces.group();
            if (piece.isBlank()) {
                shown.append(piece);
            } else if (piece.equals("|")) {
                shown.styled(AttributedStyle.BOLD, piece);
                first = true;
                filter = true;
            } else {
                shown.styled(style(piece, first, filter), piece);
                first = false;
            }
            end = pieces.end();
        }
        return shown.append(line.substring(end)).toAttributedString();
    }

    private AttributedStyle style(String piece, boolean first, boolean filter) {
        if (first) {
            boolean known = filter ? Filter.NAMES.contains(piece) : commands.contains(piece) || piece.equals("exit");
            return known
                    ? AttributedStyle.BOLD.foreground(AttributedStyle.GREEN)
                    : AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);
        }
        if (piece.startsWith("-")) {
            return AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
        }
        return piece.startsWith("'") || piece.startsWith("\"")
                ? AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW)
                : AttributedStyle.DEFAULT;
    }
}
