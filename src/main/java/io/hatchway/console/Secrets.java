package io.hatchway.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of a line must not be written down. Pure. */
final class Secrets {
    /** Stands in the place of each. */
    static final String MASK = "***";

    private static final Set<String> VARIABLES = Set.of("-e", "--env", "--build-arg");
    /** An option -e among other letters, and what stands behind it in the same word. */
    private static final Pattern CLUSTER = Pattern.compile("-[A-Za-z]*?e(.*)", Pattern.DOTALL);
    /** Of a program's own options, which are any letters, only what people type by a container engine's habit. */
    private static final Pattern NARROW_CLUSTER = Pattern.compile("-[dit]*e(.*)", Pattern.DOTALL);

    private static final Pattern NAME =
            Pattern.compile("(?is).*(pass|pwd|secret|token|credential|api[-_]?key|private[-_]?key).*");

    /** The password in an address. */
    private static final Pattern ADDRESS = Pattern.compile("(://[^/\\s:@'\"]*:)[^/\\s@'\"]+@");

    private Secrets() {}

    /**
     * The words with the values of variables, of whatever is called a secret, and of {@linkplain PasswordOption programs'
     * options} for it replaced; also in a word that is itself a script.
     */
    static List<String> masked(List<String> words) {
        return maskedWords(words).stream().map(Secrets::maskedWithin).toList();
    }

    private static String maskedWithin(String word) {
        String shown = ADDRESS.matcher(word).replaceAll("$1" + Matcher.quoteReplacement(MASK) + "@");
        if (word.chars().noneMatch(Character::isWhitespace)) {
            return shown;
        }
        for (boolean quoted : new boolean[] {true, false}) {
            shown = ScriptWords.changed(shown, quoted, script -> ofProgram(script, Secrets::maskedWords));
        }
        return shown;
    }

    private static List<String> maskedWords(List<String> words) {
        List<String> shown = new ArrayList<>();
        Optional<PasswordOption> option = Optional.empty();
        boolean login = false;
        boolean variable = false;
        boolean secret = false;
        for (String word : words) {
            Optional<String> behind = behindShort(words.getFirst(), word);
            if (secret) {
                shown.add(MASK);
            } else if (variable) {
                shown.add(withoutValue(word, 0));
            } else if (behind.isPresent()) {
                shown.add(withoutValue(word, word.length() - behind.get().length()));
            } else if (isVariable(word)) {
                shown.add(withoutValue(word, word.indexOf('=') + 1));
            } else if (login && word.startsWith("-p")) {
                shown.add(word.length() == 2 ? word : "-p" + MASK);
            } else {
                shown.add(option.flatMap(known -> known.before(word))
                        .map(before -> before + MASK)
                        .orElseGet(() -> named(word)));
            }
            secret = !secret
                    && (isNameAlone(word)
                            || (login && word.equals("-p"))
                            || option.filter(known -> known.isBefore(word)).isPresent());
            option = PasswordOption.of(word).isPresent() ? PasswordOption.of(word) : option;
            variable =
                    VARIABLES.contains(word) || behind.filter(String::isEmpty).isPresent();
            login |= word.equals("login");
        }
        return shown;
    }

    /** The same of the words of a program that 'exec' runs. */
    static List<String> maskedProgram(List<String> words) {
        return ofProgram(words, Secrets::masked);
    }

    private static List<String> ofProgram(List<String> words, UnaryOperator<List<String>> mask) {
        List<String> line = new ArrayList<>(words);
        line.addFirst("exec");
        return mask.apply(line).subList(1, line.size());
    }

    /** What stands behind an option -e; nothing at all where the word has none. */
    private static Optional<String> behindShort(String command, String word) {
        Matcher cluster = (command.equals("exec") ? NARROW_CLUSTER : CLUSTER).matcher(word);
        return cluster.matches() ? Optional.of(cluster.group(1)) : Optional.empty();
    }

    /**
     * A word with a variable in it, whose value is behind its first = sign.
     *
     * @param from where the variable begins; another = there divides it from its option
     */
    private static String withoutValue(String word, int from) {
        int begin = word.startsWith("=", from) ? from + 1 : from;
        int equals = word.indexOf('=', begin);
        int value = equals < 0 && word.startsWith("-") ? word.indexOf('=') : equals;
        return value < 0 ? word : word.substring(0, value + 1) + MASK;
    }

    private static String named(String word) {
        int equals = word.indexOf('=');
        return equals > 0 && NAME.matcher(word.substring(0, equals)).matches()
                ? word.substring(0, equals + 1) + MASK
                : word;
    }

    private static boolean isNameAlone(String word) {
        return word.startsWith("--")
                && word.indexOf('=') < 0
                && NAME.matcher(word).matches();
    }

    private static boolean isVariable(String word) {
        return VARIABLES.stream().anyMatch(option -> word.startsWith(option + "="));
    }

    /** Whether there is any in it. */
    static boolean isIn(List<String> words) {
        return !masked(words).equals(words);
    }
}
