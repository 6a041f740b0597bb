package io.hatchway.console;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How programs take a password behind an option of one letter, which other programs have for something else. Pure. */
enum PasswordOption {
    /** {@code mysql -pX}, also behind letters that take nothing; in {@code mysql -p X} the word behind it is a database. */
    GLUED("(-[ABCEFGHKLNQXYbcdfilnqstv]*p).+", ""),
    /** {@code redis-cli -a X}. */
    APART("", "-a"),
    /** {@code mongosh -p X}, {@code -pX} or {@code -p=X}. */
    EITHER("(-p=?).+", "-p");

    private static final Map<PasswordOption, Set<String>> PROGRAMS = Map.of(
            GLUED,
            Set.of(
                    "mysql",
                    "mysqladmin",
                    "mysqlbinlog",
                    "mysqlcheck",
                    "mysqldump",
                    "mysqlimport",
                    "mysqlpump",
                    "mysqlshow",
                    "mysqlslap",
                    "mariadb",
                    "mariadb-admin",
                    "mariadb-backup",
                    "mariadb-binlog",
                    "mariadb-check",
                    "mariadb-dump",
                    "mariadb-import",
                    "mariadb-show",
                    "mariadb-slap"),
            APART,
            Set.of("redis-cli", "valkey-cli", "keydb-cli", "redis-benchmark"),
            EITHER,
            Set.of(
                    "mongo",
                    "mongosh",
                    "mongodump",
                    "mongoexport",
                    "mongofiles",
                    "mongoimport",
                    "mongorestore",
                    "mongostat",
                    "mongotop",
                    "sshpass"));

    private final Pattern glued;
    private final String apart;

    PasswordOption(String glued, String apart) {
        this.glued = Pattern.compile(glued, Pattern.DOTALL);
        this.apart = apart;
    }

    /** That of the program which a word names, with or without its folder. */
    static Optional<PasswordOption> of(String word) {
        String program = word.substring(word.lastIndexOf('/') + 1);
        return Stream.of(values())
                .filter(each -> PROGRAMS.getOrDefault(each, Set.of()).contains(program))
                .findFirst();
    }

    /** What of a word stands before the password in it; empty where there is none. */
    Optional<String> before(String word) {
        Matcher matcher = glued.matcher(word);
        return matcher.matches() && matcher.groupCount() > 0 ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Whether the word behind this one is a password. */
    boolean isBefore(String word) {
        return !apart.isEmpty() && word.equals(apart);
    }
}
