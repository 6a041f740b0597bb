package io.hatchway.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command line with which {@code scp -O} starts its other half.
 *
 * @param upload whether files are received ({@code -t}) and not sent ({@code -f})
 * @param recursive whether folders go with what is in them
 * @param times whether times and modes are kept
 * @param folder whether the target must be a folder
 * @param paths as given; a relative one begins where the session does. Only those to be sent may have wildcards
 */
public record ScpCommand(boolean upload, boolean recursive, boolean times, boolean folder, List<ScpPath> paths) {
    /** What a shell would take as more than the character it is, and is not known here. */
    private static final String SHELL = "{}$`|&;<>()#\n\"'\\ \t";

    public ScpCommand {
        paths = List.copyOf(paths);
    }

    /** Takes a line of exactly that form; one that a shell would expand any further than wildcards is not. */
    public static Optional<ScpCommand> parse(String line) {
        if (!line.startsWith("scp ")) {
            return Optional.empty();
        }
        return words(line.substring("scp ".length())).flatMap(ScpCommand::ofWords);
    }

    /** Whether a line is what {@code scp -O} sends, also one that only a shell can read. */
    public static boolean isSentByScp(String line) {
        return line.matches("(?s)scp (-[tfrpdvq]+ )*-[rpdvq]*[tf][tfrpdvq]* .*");
    }

    private static String unquoted(String word) {
        return new ScpPath(word).path().latin1();
    }

    private static Optional<ScpCommand> ofWords(List<String> words) {
        StringBuilder flags = new StringBuilder();
        int at = 0;
        while (at < words.size() && unquoted(words.get(at)).matches("-[tfrpdvq]+")) {
            flags.append(unquoted(words.get(at++)).substring(1));
        }
        if (at < words.size() && unquoted(words.get(at)).equals("--")) {
            at++;
        }
        List<ScpPath> paths = words.subList(at, words.size()).stream()
                .map(word -> new ScpPath(FilePath.ofText(word).latin1()))
                .toList();
        String given = flags.toString();
        boolean upload = given.contains("t");
        boolean oneWay = upload != given.contains("f");
        boolean complete = upload ? paths.size() == 1 && !paths.getFirst().hasWildcards() : !paths.isEmpty();
        return oneWay && complete
                ? Optional.of(
                        new ScpCommand(upload, given.contains("r"), given.contains("p"), given.contains("d"), paths))
                : Optional.empty();
    }

    /** Words as a shell splits them, each as {@link ScpPath} has it; empty when it would do anything more with one of them. */
    private static Optional<List<String>> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == ' ') {
                if (inWord) {
                    words.add(word.toString());
                }
                word.setLength(0);
                inWord = false;
                continue;
            }
            boolean tilde = c == '~'
                    && !inWord
                    && !(i + 1 == line.length() || line.charAt(i + 1) == '/' || line.charAt(i + 1) == ' ');
            inWord = true;
            if (c == '\'') {
                int end = line.indexOf('\'', i + 1);
                if (end < 0) {
                    return Optional.empty();
                }
                line.substring(i + 1, end).chars().forEach(quoted -> ScpPath.append(word, (char) quoted));
                i = end;
            } else if (c == '\\' && i + 1 < line.length() && line.charAt(i + 1) != '\n') {
                ScpPath.append(word, line.charAt(++i));
            } else if (SHELL.indexOf(c) >= 0 || tilde || isClass(line, i)) {
                return Optional.empty();
            } else {
                word.append(c);
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return Optional.of(words);
    }

    /** {@code [:alpha:]} and its like, which differ with the shell's language. */
    private static boolean isClass(String line, int at) {
        return line.charAt(at) == '[' && at + 1 < line.length() && ":.=".indexOf(line.charAt(at + 1)) >= 0;
    }
}
