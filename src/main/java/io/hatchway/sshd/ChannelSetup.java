package io.hatchway.sshd;

import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a client sets up on a session's channel before it has anything started. For the thread that receives. */
final class ChannelSetup {
    private static final int LONGEST_TERM = 64;

    private final Limits limits;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Optional<Pty> pty = Optional.empty();
    private boolean withoutColours;

    ChannelSetup(Limits limits) {
        this.limits = limits;
    }

    /** Takes a variable; false where it is not accepted or one too many. */
    boolean takeVariable(String name, String value) {
        if (environment.size() >= limits.env() || !limits.accepts(name, value)) {
            return false;
        }
        environment.put(name, value);
        return true;
    }

    /**
     * Takes the variable by which somebody wants no colours (no-color.org): it is the console's, and no program in a
     * container hears of it by this.
     */
    boolean takeColours(String name, String value) {
        boolean taken = name.equals("NO_COLOR") && !value.isEmpty();
        withoutColours |= taken;
        return taken;
    }

    boolean isWithoutColours() {
        return withoutColours;
    }

    Map<String, String> environment() {
        return environment;
    }

    /** Takes the one terminal; false where there is one already. A type that is no name is a dumb one. */
    boolean takeTerminal(String term, Size size) {
        if (pty.isPresent()) {
            return false;
        }
        String safeTerm = term.matches("[A-Za-z0-9][A-Za-z0-9+._-]{0," + (LONGEST_TERM - 1) + "}") ? term : "dumb";
        pty = Optional.of(new Pty(safeTerm, size));
        return true;
    }

    /** The terminal's size changed. */
    void resize(Size size) {
        pty = pty.map(terminal -> new Pty(terminal.term(), size));
    }

    Optional<Pty> pty() {
        return pty;
    }
}
