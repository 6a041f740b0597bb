package io.hatchway.keys;

import io.hatchway.access.Holder;
import io.hatchway.access.KeyLine;
import io.hatchway.access.LoginPattern;
import io.hatchway.access.Origin;
import io.hatchway.access.Rule;
import io.hatchway.config.Problem;
import io.hatchway.config.Problems;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One keys file, read after sshd(8), AUTHORIZED_KEYS FILE FORMAT. Stricter than sshd in one way: a line that is not
 * understood completely is off, and said so, whatever sshd would make of it.
 *
 * @param rules the lines that are on, in the file's order
 * @param problems what is off and why, and what is on but will not do what it says
 */
public record AuthorizedKeys(List<Rule> rules, List<Problem> problems) {
    /** A file has at most this many characters. */
    static final int LARGEST_FILE = 1 << 20;

    /** Stands for a file's name where the lines count and not what they open. */
    static final String ANY_LOGIN = "*";

    private static final int LONGEST_LINE = 16 << 10;
    private static final int MOST_LINES = 10_000;
    private static final String CERTIFICATE = "-cert-v01@openssh.com";

    public AuthorizedKeys {
        rules = List.copyOf(rules);
        problems = List.copyOf(problems);
    }

    /** Whether no line is off. */
    boolean isWhole() {
        return problems.stream().noneMatch(problem -> problem.severity() == Problem.Severity.ERROR);
    }

    /**
     * Reads a file's text, of whatever content; expiry times without {@code Z} are in the system's time zone.
     *
     * @param fileName the login pattern, and the name of the file in problems
     */
    public static AuthorizedKeys parse(String fileName, String text) {
        return parse(fileName, fileName, text, ZoneId.systemDefault());
    }

    /**
     * Reads a file's text.
     *
     * @param login the file's own name: a login pattern
     * @param file what the file is called in problems and origins
     */
    static AuthorizedKeys parse(String login, String file, String text, ZoneId zone) {
        Problems problems = new Problems();
        Optional<LoginPattern> logins = LoginPattern.parse(login);
        if (logins.isEmpty()) {
            problems.error(
                    file,
                    0,
                    "the file's name is no login (such as web, staging-*, web+postgres or admin), so it opens nothing;"
                            + " rename it, or start its name with a dot");
            return new AuthorizedKeys(List.of(), problems.list());
        }
        if (text.length() > LARGEST_FILE) {
            problems.error(file, 0, "the file is larger than 1 MiB, so none of it is used; split it");
            return new AuthorizedKeys(List.of(), problems.list());
        }
        return new Reader(logins.get(), file, zone, problems).read(text);
    }

    /** Reads one file. */
    private static final class Reader {
        private final LoginPattern logins;
        private final String file;
        private final ZoneId zone;
        private final Problems problems;
        private final List<Rule> rules = new ArrayList<>();
        private final Map<Holder, Integer> seen = new HashMap<>();
        private Optional<PrivateKeyText> inside = Optional.empty();

        Reader(LoginPattern logins, String file, ZoneId zone, Problems problems) {
            this.logins = logins;
            this.file = file;
            this.zone = zone;
            this.problems = problems;
        }

        AuthorizedKeys read(String text) {
            int number = 0;
            int start = text.startsWith("\ufeff") ? 1 : 0;
            while (start < text.length()) {
                int newline = text.indexOf('\n', start);
                int end = newline < 0 ? text.length() : newline;
                number++;
                if (number > MOST_LINES) {
                    problems.error(
                            file, number, "the file has more than " + MOST_LINES + " lines; from here on all are off");
                    break;
                }
                boolean carriageReturn = end > start && text.charAt(end - 1) == '\r';
                line(number, text.substring(start, carriageReturn ? end - 1 : end));
                start = end + 1;
            }
            return new AuthorizedKeys(rules, problems.list());
        }

        private void line(int number, String raw) {
            String line = Blank.skip(raw);
            if (inside.isPresent()) {
                inside = inside.filter(key -> !key.endsIn(line));
                return;
            }
            if (line.isEmpty() || line.startsWith("#")) {
                return;
            }
            try {
                if (PrivateKeyText.begins(line)) {
                    inside = Optional.of(PrivateKeyText.of(line)).filter(key -> !key.endsIn(line));
                    throw new LineOff("a private key begins here, which belongs to whoever made it and to nobody else;"
                            + " it is off up to its end. Whoever saw it can use it: make a new key with ssh-keygen -t"
                            + " ed25519, and put the one line of its .pub file here");
                }
                if (line.length() > LONGEST_LINE) {
                    throw new LineOff("it is longer than 16 KiB");
                }
                Rule rule = rule(number, line);
                Integer before = seen.putIfAbsent(rule.line().holder(), number);
                if (before != null) {
                    problems.warning(
                            file, number, "this key is in line " + before + " too, which comes first while it holds");
                }
                rules.add(rule);
            } catch (LineOff off) {
                problems.error(file, number, "this line is off: " + off.getMessage());
            }
        }

        private Rule rule(int number, String line) throws LineOff {
            LineOptions options = LineOptions.NONE;
            String rest = line;
            if (!isTypeName(Blank.word(line))) {
                int end = OptionReader.end(line);
                options = new OptionReader(line.substring(0, end), zone).read();
                rest = Blank.skip(line.substring(end));
            }
            String type = Blank.word(rest);
            if (type.isEmpty()) {
                throw new LineOff("there is no key on it");
            }
            if (type.endsWith(CERTIFICATE)) {
                throw new LineOff("it holds a certificate; put the key of its authority here instead, with"
                        + " cert-authority before it");
            }
            rest = Blank.skip(rest.substring(type.length()));
            String encoded = Blank.word(rest);
            Holder holder = options.holder(KeyType.read(type, encoded));
            String comment = Blank.skip(rest.substring(encoded.length())).stripTrailing();
            return new Rule(logins, new KeyLine(holder, options.restrictions(), new Origin(file, number), comment));
        }

        private static boolean isTypeName(String word) {
            return KeyType.isKnown(word) || (word.endsWith(CERTIFICATE) && word.indexOf('"') < 0);
        }
    }
}
