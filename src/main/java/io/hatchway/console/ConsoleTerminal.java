package io.hatchway.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.container.Pty;
import io.hatchway.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Attributes.OutputFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.jline.utils.InfoCmp;
import org.jline.utils.NonBlockingReader;

/**
 * A JLine terminal over a session's streams, built by hand: the builder would take a pseudo terminal of the gateway's
 * host for it. A client's TERM never reaches a program: it only chooses among descriptions that are in the jar.
 */
final class ConsoleTerminal extends ExternalTerminal {
    private static final List<String> KNOWN =
            List.of("xterm", "xterm-256color", "screen", "screen-256color", "ansi", "dumb");

    static {
        KNOWN.forEach(type -> InfoCmp.setLoadedInfoCmp(type, InfoCmp.getDefaultInfoCmp(type)));
    }

    private volatile boolean searching;

    private ConsoleTerminal(String type, InputStream in, OutputStream out, Attributes attributes, Size size)
            throws IOException {
        super(null, "console", type, in, out, UTF_8, Terminal.SignalHandler.SIG_DFL, false, attributes, size);
        // The gateway's own environment is none of a client's business.
        setEnv(name -> null);
    }

    /** Whether the next keys are what the history is searched for. */
    void searching(boolean now) {
        searching = now;
    }

    /**
     * A letter with its accents, and an emoji with its colour, are passed and erased as one. A terminal is not asked how
     * wide it draws them: an answer that never comes would hold up the first prompt.
     */
    @Override
    public boolean getGraphemeClusterMode() {
        return true;
    }

    @Override
    public NonBlockingReader reader() {
        return new PlainKeys(super.reader(), () -> searching);
    }

    static ConsoleTerminal over(Session session, InputStream in, Pty pty) throws IOException {
        Attributes attributes = new Attributes();
        attributes.setLocalFlags(
                EnumSet.of(LocalFlag.ICANON, LocalFlag.ISIG, LocalFlag.IEXTEN, LocalFlag.ECHO, LocalFlag.ECHOE));
        attributes.setInputFlags(EnumSet.of(InputFlag.ICRNL));
        attributes.setOutputFlags(EnumSet.of(OutputFlag.OPOST, OutputFlag.ONLCR));
        Map.of(
                        ControlChar.VINTR, 3,
                        ControlChar.VEOF, 4,
                        ControlChar.VKILL, 21,
                        ControlChar.VLNEXT, 22,
                        ControlChar.VWERASE, 23,
                        ControlChar.VQUIT, 28,
                        ControlChar.VERASE, 127,
                        ControlChar.VMIN, 1)
                .forEach(attributes::setControlChar);
        return new ConsoleTerminal(
                type(pty.term()),
                in,
                session.out(),
                attributes,
                Size.of(pty.size().columns(), pty.size().rows()));
    }

    /** Whether it shows colours and can be drawn on. */
    static boolean hasColours(Pty pty) {
        return !type(pty.term()).equals("dumb");
    }

    private static String type(String term) {
        if (KNOWN.contains(term)) {
            return term;
        }
        if (term.matches("(tmux|screen)([+.-].*)?")) {
            return "screen-256color";
        }
        return term.matches("(xterm|kitty|foot|alacritty|linux|vt[0-9]+|rxvt|konsole|gnome|wezterm)([+.-].*)?")
                ? "xterm-256color"
                : "dumb";
    }
}
