package io.hatchway.console;

import io.hatchway.access.Grant;
import io.hatchway.session.Printable;
import io.hatchway.session.Request;
import io.hatchway.session.Session;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a command is given.
 *
 * @param input opens what the client types or sends, for a program to read; closed when the program has ended
 * @param foreground who hears of what the client does beside typing
 * @param forPrograms whether a program reads what goes wrong
 */
record Context(
        Wiring wiring,
        Session session,
        Screen screen,
        Supplier<InputStream> input,
        Relay foreground,
        boolean forPrograms) {

    Context(Wiring wiring, Session session, Screen screen, Supplier<InputStream> input, Relay foreground) {
        this(wiring, session, screen, input, foreground, false);
    }

    Engine engine() {
        return wiring.engine();
    }

    Grant grant() {
        return session.grant();
    }

    PrintWriter out() {
        return screen.out();
    }

    /** Whether the client's stdout is a file or a pipe of its own, which bytes reach as they are. */
    boolean isRaw() {
        return screen.person().isEmpty()
                && session.request() instanceof Request.Exec(var line, var pty)
                && pty.isEmpty();
    }

    /** Whether the client's stdin and stdout are files or pipes: no terminal and nobody who types. */
    boolean isPiped() {
        return isRaw() && screen.terminal().isEmpty();
    }

    /**
     * Sends what was printed so far.
     *
     * @throws InterruptedException when the command was cancelled while the client took its time
     * @throws EnoughException when nobody is there to read it
     */
    void flush() throws InterruptedException {
        if (out().checkError()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw new EnoughException();
        }
    }

    /** Tells the person or the script something that is not the command's data. */
    void say(String sentence) {
        screen.err().println(forPrograms ? Json.of(Map.of("note", sentence)) : "hatchway: " + Printable.text(sentence));
        screen.err().flush();
    }

    /**
     * Tells that something went wrong: to a person a sentence, to a program a JSON object on a line of its own.
     *
     * @param code what the command ends with because of it, unless something worse comes
     */
    void complain(String sentence, int code) {
        complain(sentence, code, Map.of());
    }

    /** @param about further keys for a program: what it is about */
    void complain(String sentence, int code, Map<String, ?> about) {
        if (!forPrograms) {
            say(sentence);
            return;
        }
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("error", sentence);
        keys.put("code", code);
        keys.putAll(about);
        screen.err().println(Json.of(keys));
        screen.err().flush();
    }

    Context on(Screen other) {
        return new Context(wiring, session, other, input, foreground, forPrograms);
    }

    Context coloured(boolean now) {
        return on(screen.coloured(now));
    }

    Context forAProgram() {
        return new Context(wiring, session, screen, input, foreground, true);
    }
}
