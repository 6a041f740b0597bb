package io.hatchway.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What of a line must not be written down. Pure. */
final class Secrets {
    private static final String MASK = "***";
    private static final Set<String> VARIABLES = Set.of("-e", "--env", "--build-arg");
    private static final Pattern NAME =
            Pattern.compile("(?i).*(passw|passphrase|secret|token|credential|api[-_]?key|private[-_]?key).*");

    private Secrets() {}

    /** The words with the values of variables and of whatever is called a secret replaced. */
    static List<String> masked(List<String> words) {
        List<String> shown = new ArrayList<>();
        boolean variable = false;
        boolean secret = false;
        for (String word : words) {
            int equals = word.indexOf('=');
            if (secret) {
                shown.add(MASK);
            } else if (variable || isVariable(word)) {
                int value = word.lastIndexOf('=') == equals || !word.startsWith("-")
                        ? equals
                        : word.indexOf('=', equals + 1);
                shown.add(value < 0 ? word : word.substring(0, value + 1) + MASK);
            } else if (equals > 0 && NAME.matcher(word.substring(0, equals)).matches()) {
                shown.add(word.substring(0, equals + 1) + MASK);
            } else {
                shown.add(word);
            }
            secret = !secret && equals < 0 && announcesSecret(words.getFirst(), word);
            variable = VARIABLES.contains(word);
        }
        return shown;
    }

    /** There is no -p; but people type it. */
    private static boolean announcesSecret(String command, String word) {
        return word.startsWith("--") ? NAME.matcher(word).matches() : command.equals("login") && word.equals("-p");
    }

    private static boolean isVariable(String word) {
        return VARIABLES.stream().anyMatch(option -> word.startsWith(option + "="));
    }

    /** Whether there is any in it. */
    static boolean isIn(List<String> words) {
        return !masked(words).equals(words);
    }
}
