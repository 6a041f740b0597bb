package io.hatchway.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * A person in front of a screen: a program in a real pseudo-terminal of a given size, driven through a private tmux
 * server. Ask only for what is on the screen in the end: what flashes by may be missed.
 */
final class Terminal implements AutoCloseable {
    /** What the console asks an administrator with. */
    static final String PROMPT = "local id>";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String server = "hatchway-it-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    private final Path settings;
    private final Path ended;

    Terminal(int columns, int rows, List<String> argv) {
        try {
            settings = Files.createTempFile("hatchway-it-", ".conf");
            ended = Files.createTempFile("hatchway-it-", ".ended");
            Files.writeString(settings, """
                    set -g status off
                    set -g remain-on-exit on
                    set -g remain-on-exit-format ""
                    set -g default-terminal xterm-256color
                    set -g prefix None
                    set -s escape-time 0
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(List.of("-u", "-f", settings.toString(), "new-session", "-d"));
        command.addAll(List.of("-x", Integer.toString(columns), "-y", Integer.toString(rows)));
        // One argument is a command line to tmux, several are a program and its arguments.
        command.addAll(List.of("env", "LC_ALL=C.UTF-8"));
        // tmux 3.3 now and then forgets a program's exit code.
        command.addAll(List.of("sh", "-c", "\"$@\"; echo $? > \"$0\"", ended.toString()));
        command.addAll(argv);
        tmux(command);
    }

    /** At the console, once it has asked for a line. */
    static Terminal console(Gateway gateway, int columns) {
        Terminal terminal =
                new Terminal(columns, 30, gateway.ssh("admin").with("-tt").argv());
        terminal.awaitScreen(PROMPT);
        return terminal;
    }

    /** Types text as it is. */
    void type(String text) {
        tmux(List.of("send-keys", "-l", "--", text));
    }

    /** Types text and the Enter key. */
    void enter(String text) {
        if (!text.isEmpty()) {
            type(text);
        }
        press("Enter");
    }

    /** Presses keys by tmux's names for them: {@code C-c}, {@code Escape}, {@code Down}. */
    void press(String... keys) {
        List<String> command = new ArrayList<>(List.of("send-keys"));
        command.addAll(Arrays.asList(keys));
        tmux(command);
    }

    /** Sends these very bytes to the program. */
    void raw(byte... bytes) {
        List<String> command = new ArrayList<>(List.of("send-keys", "-H"));
        for (byte one : bytes) {
            command.add(HexFormat.of().toHexDigits(one));
        }
        tmux(command);
    }

    void resize(int columns, int rows) {
        tmux(List.of("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows)));
    }

    String screen() {
        return tmux(List.of("capture-pane", "-p"));
    }

    /** The screen with its colours, as escape sequences. */
    String colours() {
        return tmux(List.of("capture-pane", "-p", "-e"));
    }

    /** Waits until tmux says this of the screen, such as {@code alternate_on}, {@code cursor_flag}, {@code cursor_x}. */
    void awaitFact(String name, int value) {
        List<String> ask = List.of("display-message", "-p", "#{" + name + "}");
        Eventually.holds(
                () -> tmux(ask).strip().equals(Integer.toString(value)),
                () -> name + " is " + tmux(ask).strip() + " and not " + value + ":\n" + screen());
    }

    void awaitScreen(String text) {
        Eventually.holds(() -> screen().contains(text), () -> "no «" + text + "» on the screen:\n" + screen());
    }

    /** Waits for a line of the screen that matches as a whole. */
    void awaitLine(String regex) {
        Pattern pattern = Pattern.compile(regex);
        Eventually.holds(
                () -> screen().lines()
                        .anyMatch(line -> pattern.matcher(line.stripTrailing()).matches()),
                () -> "no line «" + regex + "» on the screen:\n" + screen());
    }

    /** Waits for the program's end and returns its exit code. */
    int awaitEnd() {
        Eventually.holds(() -> Site.read(ended).endsWith("\n"), () -> "the program has not ended:\n" + screen());
        return Integer.parseInt(Site.read(ended).strip());
    }

    @Override
    public void close() {
        Child.run(List.of("tmux", "-L", server, "kill-server"));
        try {
            Files.delete(settings);
            Files.delete(ended);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String tmux(List<String> command) {
        List<String> argv = new ArrayList<>(List.of("env", "-u", "TMUX", "LC_ALL=C.UTF-8", "tmux", "-L", server));
        argv.addAll(command);
        return Child.run(argv).ok();
    }
}
