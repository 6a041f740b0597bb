package io.hatchway.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How much to measure.
 *
 * @param only the names of the measures to make; all of them when empty
 * @param warmUps logins on each side before a warm one is measured
 * @param rounds warm logins on each side
 * @param starts fresh starts on each side
 * @param transfers transfers on each side and in each direction
 * @param mib the size of a transfer
 * @param terminalMib how much a terminal prints while it is recorded, or not
 * @param sessions idle sessions whose memory is measured, on each side
 * @param many idle sessions held at once by the gateway alone
 * @param containers stopped containers to list
 * @param rate logins a second
 * @param seconds for so long
 * @param minaLogins log in at that rate by MINA's client instead of OpenSSH's
 * @param image what the container is made of
 * @param perlImage what a second container for files is made of, which has Perl
 * @param json where the raw data goes
 */
record Options(
        Set<String> only,
        int warmUps,
        int rounds,
        int starts,
        int transfers,
        int mib,
        int terminalMib,
        int sessions,
        int many,
        int containers,
        int rate,
        int seconds,
        boolean minaLogins,
        String image,
        String perlImage,
        Path json) {

    static final String USAGE = """
            usage: bin/bench [OPTION]...
              --only NAME[,NAME]...  only these: %s
              --quick                small numbers where none is given, to try it
              --warm-ups N           logins on each side before a warm one is measured (30)
              --rounds N             warm logins on each side (31)
              --starts N             fresh starts on each side (7)
              --transfers N          transfers on each side, each direction (5)
              --size MIB             size of a transfer (1024)
              --terminal MIB         what a terminal prints while it is recorded (64)
              --sessions N           idle sessions whose memory is measured, on each side (200)
              --many N               idle sessions held at once by the gateway (1000)
              --containers N         stopped containers to list (500)
              --rate N               logins a second (20)
              --seconds N            for so long (60); a log is followed for a tenth of it
              --mina-logins          those by MINA's client instead of OpenSSH's
              --image IMAGE          what the container is made of
              --perl-image IMAGE     what a second container for files is made of; it has Perl
              --json FILE            where the raw data goes (target/bench/results.json)
            Both sides run on this machine, on loopback; needs root, an engine and openssh-server.
            Exit status: 0 every goal reached, 1 one missed or not measured, 2 wrong use.
            """.formatted(names());

    /**
     * Parses a command line.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    static Options parse(List<String> arguments) {
        var given = new Given(arguments);
        var options = new Options(
                given.names("--only"),
                given.number("--warm-ups", 30, 3),
                given.number("--rounds", 31, 5),
                given.number("--starts", 7, 2),
                given.number("--transfers", 5, 2),
                given.number("--size", 1024, 64),
                given.number("--terminal", 64, 8),
                given.number("--sessions", 200, 20),
                given.number("--many", 1000, 50),
                given.number("--containers", 500, 20),
                given.number("--rate", 20, 4),
                given.number("--seconds", 60, 5),
                given.flag("--mina-logins"),
                given.text("--image", "hatchway-test-busybox"),
                given.text("--perl-image", "hatchway-test-debian"),
                Path.of(given.text("--json", "target/bench/results.json")));
        given.refuseTheRest();
        return options;
    }

    boolean wants(Measure measure) {
        return only.isEmpty() || only.contains(measure.name());
    }

    private static String names() {
        return Measure.all().stream().map(Measure::name).collect(Collectors.joining(" "));
    }

    /** The words of a command line, taken away as they are understood. */
    private static final class Given {
        private static final Set<String> FLAGS = Set.of("--quick", "--mina-logins");

        private final Map<String, String> values = new HashMap<>();
        private final boolean quick;

        Given(List<String> arguments) {
            var words = new ArrayDeque<>(arguments);
            while (!words.isEmpty()) {
                var option = words.pop();
                if (!FLAGS.contains(option) && words.isEmpty()) {
                    throw new IllegalArgumentException("unknown option, or one without its value: " + option);
                }
                values.put(option, FLAGS.contains(option) ? "" : words.pop());
            }
            quick = flag("--quick");
        }

        boolean flag(String option) {
            return values.remove(option) != null;
        }

        String text(String option, String normally) {
            var value = values.remove(option);
            return value == null ? normally : value;
        }

        int number(String option, int normally, int quickly) {
            var value = values.remove(option);
            if (value == null) {
                return quick ? quickly : normally;
            }
            if (!value.matches("[1-9][0-9]{0,5}")) {
                throw new IllegalArgumentException(option + " takes a number from 1 to 999999, not: " + value);
            }
            return Integer.parseInt(value);
        }

        Set<String> names(String option) {
            var value = values.remove(option);
            if (value == null) {
                return Set.of();
            }
            var known = Measure.all().stream().map(Measure::name).collect(Collectors.toSet());
            var wanted = Set.of(value.split(",", -1));
            if (!known.containsAll(wanted)) {
                throw new IllegalArgumentException(option + " knows " + Options.names() + ", not: " + value);
            }
            return wanted;
        }

        void refuseTheRest() {
            if (!values.isEmpty()) {
                throw new IllegalArgumentException("unknown: " + String.join(" ", values.keySet()));
            }
        }
    }
}
