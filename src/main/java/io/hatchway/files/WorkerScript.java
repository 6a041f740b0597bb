package io.hatchway.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;

/** What {@code sh} is told to run: the worker in Perl where the image has Perl, else the worker in its own language. */
final class WorkerScript {
    static final String TEXT =
            "if command -v perl > /dev/null 2>&1 && perl -MFcntl -MCwd -MIO::Handle -e 1 2> /dev/null\n"
                    + "then exec perl -e '" + read("worker.pl") + "'\nfi\n"
                    + read("worker.sh");

    /** The worker that needs no more than a shell, whatever there is. */
    static final String SHELL = read("worker.sh");

    private WorkerScript() {}

    private static String read(String name) {
        try (InputStream in = WorkerScript.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the program");
            }
            return new String(in.readAllBytes(), ISO_8859_1)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.joining("\n", "", "\n"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
