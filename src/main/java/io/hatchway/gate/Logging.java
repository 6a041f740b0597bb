package io.hatchway.gate;

import io.hatchway.audit.JsonLine;
import io.hatchway.config.Settings;
import io.hatchway.session.Printable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * The log: one line a record on stderr, for people or as JSON, what others wrote in it made harmless; as text a cause
 * follows where there is one.
 */
final class Logging {
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger OURS = Logger.getLogger("io.hatchway");

    /** MINA's classes log under the names of ours that extend them. */
    private static final List<Logger> THEIRS = List.of(
            Logger.getLogger("io.hatchway.sshd.CodeLogin"),
            Logger.getLogger("io.hatchway.sshd.GatewaySession"),
            Logger.getLogger("io.hatchway.sshd.KeyLogin"),
            Logger.getLogger("io.hatchway.sshd.LoginService"),
            Logger.getLogger("io.hatchway.sshd.SessionChannel"),
            Logger.getLogger("io.hatchway.sshd.GatewayServer$Server"));

    private static final List<Logger> TALKATIVE = List.of(
            Logger.getLogger("com.github.dockerjava"), Logger.getLogger("org.apache.sshd.common.io.nio2.Nio2Acceptor"));

    private Logging() {}

    static void configure(Settings.Log log) {
        Settings.Log.Level level = log.level();
        for (Handler byDefault : ROOT.getHandlers()) {
            ROOT.removeHandler(byDefault);
        }
        Handler stderr = new ConsoleHandler();
        stderr.setFormatter(
                switch (log.format()) {
                    case TEXT -> new OneLine();
                    case JSON -> new OneObject();
                });
        stderr.setLevel(Level.ALL);
        ROOT.addHandler(stderr);
        // Libraries report what a client did wrong as warnings with stack traces; ours say what matters of it.
        Level libraries = level == Settings.Log.Level.DEBUG ? Level.INFO : Level.SEVERE;
        ROOT.setLevel(libraries);
        // What these call errors, our own sentences say: an engine that went away, an address that is taken.
        TALKATIVE.forEach(logger -> logger.setLevel(level == Settings.Log.Level.DEBUG ? Level.INFO : Level.OFF));
        THEIRS.forEach(logger -> logger.setLevel(libraries));
        OURS.setLevel(
                switch (level) {
                    case ERROR -> Level.SEVERE;
                    case WARN -> Level.WARNING;
                    case INFO -> Level.INFO;
                    case DEBUG -> Level.FINE;
                });
    }

    /** Nothing is logged: what a command finds, it says itself. */
    static void silence() {
        ROOT.setLevel(Level.OFF);
    }

    private static String source(LogRecord record) {
        String logger = String.valueOf(record.getLoggerName());
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static String trace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    private static Instant time(LogRecord record) {
        return Instant.ofEpochMilli(record.getMillis()).truncatedTo(ChronoUnit.MILLIS);
    }

    private static String level(Level level) {
        return level.intValue() >= Level.SEVERE.intValue()
                ? "error"
                : level.intValue() >= Level.WARNING.intValue()
                        ? "warn"
                        : level.intValue() >= Level.INFO.intValue() ? "info" : "debug";
    }

    private static final class OneObject extends Formatter {
        private static final int LONGEST_CAUSE = 16 * 1024;

        @Override
        public String format(LogRecord record) {
            JsonLine line = new JsonLine()
                    .put("ts", time(record).toString())
                    .put("level", level(record.getLevel()))
                    .put("source", source(record))
                    .put("message", formatMessage(record));
            if (record.getThrown() != null) {
                line.put("cause", trace(record.getThrown()), LONGEST_CAUSE);
            }
            return line + "\n";
        }
    }

    private static final class OneLine extends Formatter {
        @Override
        public String format(LogRecord record) {
            StringBuilder line = new StringBuilder()
                    .append(time(record))
                    .append(' ')
                    .append("%-5s".formatted(level(record.getLevel())))
                    .append(' ')
                    .append(source(record))
                    .append(": ")
                    .append(Printable.text(formatMessage(record)))
                    .append('\n');
            if (record.getThrown() != null) {
                trace(record.getThrown())
                        .lines()
                        .forEach(at -> line.append("    ")
                                .append(Printable.text(at.strip()))
                                .append('\n'));
            }
            return line.toString();
        }
    }
}
