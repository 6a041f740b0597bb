package io.hatchway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Reads what a side wrote, to say why it did not come up. */
final class Logs {
    private static final int LINES = 10;

    private Logs() {}

    static String end(Path log) throws IOException {
        var lines = Files.readAllLines(log);
        return lines.stream().skip(Math.max(0, lines.size() - LINES)).collect(Collectors.joining("\n"));
    }
}
