package io.hatchway.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.container.Container;
import io.hatchway.container.Containers;
import io.hatchway.container.EngineException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file inside a container whose variables every session gets: {@code KEY=VALUE} lines as {@code docker run --env-file}
 * and systemd's EnvironmentFile read them. Blank lines and {@code #} comments are passed over, {@code export} before a
 * name too, one pair of quotes around a value is taken off, nothing is expanded.
 */
final class EnvFile {
    private static final Logger LOG = LoggerFactory.getLogger(EnvFile.class);
    private static final int LIMIT = 64 * 1024;
    private static final Pattern LINE = Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.]*)=(.*)");

    private EnvFile() {}

    /** Reads the file; one that is not there is as good as empty, and said in the log. */
    static Map<String, String> read(Containers containers, Container container, String path) throws EngineException {
        return containers
                .readFile(container, path, LIMIT)
                .map(bytes -> parse(new String(bytes, UTF_8)))
                .orElseGet(() -> {
                    LOG.warn("container {} has no env file {}", container.name(), path);
                    return Map.of();
                });
    }

    static Map<String, String> parse(String text) {
        Map<String, String> variables = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            Matcher parts = LINE.matcher(line);
            if (!line.stripLeading().startsWith("#") && parts.matches() && line.indexOf('\0') < 0) {
                variables.put(parts.group(1), unquoted(parts.group(2).strip()));
            }
        });
        return variables;
    }

    private static String unquoted(String value) {
        int last = value.length() - 1;
        boolean quoted = last > 0
                && value.charAt(0) == value.charAt(last)
                && (value.charAt(0) == '"' || value.charAt(0) == '\'');
        return quoted ? value.substring(1, last) : value;
    }
}
