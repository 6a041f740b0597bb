package io.hatchway.console;

import java.io.IOError;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.reader.EndOfFileException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/**
 * Shows a text page by page. What its keys do is all there is: they move, search and leave. JLine has a pager as well,
 * whose keys open files of the machine it runs on.
 */
final class Pager {
    private static final int LONGEST_SEARCH = 100;
    private static final String KEYS = "space b j k g G move, / ? n N search, q leaves";

    private enum Key {
        DOWN,
        UP,
        PAGE_DOWN,
        PAGE_UP,
        HALF_DOWN,
        HALF_UP,
        START,
        END,
        SEARCH_DOWN,
        SEARCH_UP,
        NEXT,
        PREVIOUS,
        REPAINT,
        LEAVE
    }

    private final Terminal terminal;
    private final Runnable eachKey;
    private final BindingReader typed;
    private final Display display;
    private final Scroll scroll;
    private final KeyMap<Key> keys;
    private String status = KEYS;
    private String sought = "";
    private boolean downwards = true;

    /** @param eachKey to be told of each key that was obeyed */
    Pager(Terminal terminal, String text, Runnable eachKey) {
        this.terminal = terminal;
        this.eachKey = eachKey;
        this.typed = new BindingReader(terminal.reader());
        this.display = new Display(terminal, true);
        this.scroll = new Scroll(text);
        this.keys = keys(terminal);
    }

    private static KeyMap<Key> keys(Terminal terminal) {
        KeyMap<Key> keys = new KeyMap<>();
        keys.bind(Key.DOWN, "j", "e", "\r", "\n", ctrl('N'), ctrl('E'), "\033[B", key(terminal, Capability.key_down));
        keys.bind(Key.UP, "k", "y", ctrl('P'), ctrl('Y'), ctrl('K'), "\033[A", key(terminal, Capability.key_up));
        keys.bind(Key.PAGE_DOWN, " ", "f", ctrl('F'), ctrl('V'), key(terminal, Capability.key_npage));
        keys.bind(Key.PAGE_UP, "b", ctrl('B'), KeyMap.alt('v'), key(terminal, Capability.key_ppage));
        keys.bind(Key.HALF_DOWN, "d", ctrl('D'));
        keys.bind(Key.HALF_UP, "u", ctrl('U'));
        keys.bind(Key.START, "g", "<", "\033[H", "\033[1~", key(terminal, Capability.key_home));
        keys.bind(Key.END, "G", ">", "\033[F", "\033[4~", key(terminal, Capability.key_end));
        keys.bind(Key.SEARCH_DOWN, "/");
        keys.bind(Key.SEARCH_UP, "?");
        keys.bind(Key.NEXT, "n");
        keys.bind(Key.PREVIOUS, "N");
        keys.bind(Key.REPAINT, "r", ctrl('L'));
        keys.bind(Key.LEAVE, "q", "Q", ctrl('C'));
        return keys;
    }

    private static String ctrl(char letter) {
        return KeyMap.ctrl(letter);
    }

    private static @Nullable String key(Terminal terminal, Capability capability) {
        return KeyMap.key(terminal, capability);
    }

    /** Shows it until it is left or nobody is there any more; only prints what needs no pages, or where none can be drawn. */
    void run() throws InterruptedException {
        fit();
        if (scroll.isWhole() || terminal.getType().equals(Terminal.TYPE_DUMB)) {
            scroll.fit(Integer.MAX_VALUE, Integer.MAX_VALUE);
            scroll.window().forEach(line -> line.println(terminal));
            terminal.flush();
            return;
        }
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.WINCH, resized -> draw());
        Attributes attributes = terminal.enterRawMode();
        Attributes everyKey = terminal.getAttributes();
        everyKey.setLocalFlag(Attributes.LocalFlag.ISIG, false);
        terminal.setAttributes(everyKey);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.keypad_xmit);
        try {
            serve();
        } catch (EndOfFileException gone) {
            // the prompt finds out
        } catch (IOError failed) {
            if (failed.getCause() instanceof InterruptedIOException) {
                throw new InterruptedException();
            }
        } finally {
            terminal.handle(Terminal.Signal.WINCH, before);
            terminal.setAttributes(attributes);
            terminal.puts(Capability.exit_ca_mode);
            terminal.puts(Capability.keypad_local);
            terminal.flush();
        }
    }

    private void serve() {
        draw();
        while (!terminal.writer().checkError()) {
            Key key = typed.readBinding(keys);
            if (key == null || key == Key.LEAVE) {
                return;
            }
            eachKey.run();
            switch (key) {
                case SEARCH_DOWN, SEARCH_UP -> search(key == Key.SEARCH_DOWN);
                case NEXT -> find(downwards);
                case PREVIOUS -> find(!downwards);
                default -> move(key);
            }
            draw();
        }
    }

    private synchronized void move(Key key) {
        int page = Math.max(1, size().getRows() - 2);
        status = KEYS;
        switch (key) {
            case DOWN -> scroll.move(1);
            case UP -> scroll.move(-1);
            case PAGE_DOWN -> scroll.move(page);
            case PAGE_UP -> scroll.move(-page);
            case HALF_DOWN -> scroll.move(Math.max(1, page / 2));
            case HALF_UP -> scroll.move(-Math.max(1, page / 2));
            case START -> scroll.toStart();
            case END -> scroll.toEnd();
            case REPAINT -> display.clear();
            case SEARCH_DOWN, SEARCH_UP, NEXT, PREVIOUS, LEAVE -> throw new IllegalArgumentException(key.name());
        }
    }

    private synchronized void find(boolean down) {
        status = sought.isEmpty()
                ? "Type / and what to search."
                : scroll.find(sought, down)
                        ? KEYS
                        : "There is no more '" + sought + "' " + (down ? "below." : "above.");
    }

    /** Reads what to search, text and no pattern; Escape or Ctrl-C is a change of mind. */
    private void search(boolean down) {
        StringBuilder wanted = new StringBuilder();
        while (true) {
            ask((down ? "/" : "?") + wanted);
            int key = typed.readCharacter();
            eachKey.run();
            switch (key) {
                case '\r', '\n' -> {
                    sought = wanted.isEmpty() ? sought : wanted.toString();
                    downwards = down;
                    find(down);
                    return;
                }
                case -1, 3, 7, 27 -> {
                    ask(KEYS);
                    return;
                }
                case 8, 127 -> wanted.setLength(wanted.isEmpty() ? 0 : wanted.offsetByCodePoints(wanted.length(), -1));
                case 21 -> wanted.setLength(0);
                default -> {
                    if (!Character.isISOControl(key) && wanted.length() < LONGEST_SEARCH) {
                        wanted.appendCodePoint(key);
                    }
                }
            }
        }
    }

    private synchronized void ask(String question) {
        status = question;
        draw();
    }

    /** As it is now, and at least a cell of text and a line below it. */
    private Size size() {
        Size size = terminal.getSize();
        return Size.of(Math.max(2, size.getColumns()), Math.max(2, size.getRows()));
    }

    private void fit() {
        Size size = size();
        scroll.fit(size.getColumns(), size.getRows() - 1);
    }

    private synchronized void draw() {
        fit();
        Size size = size();
        List<AttributedString> shown = new ArrayList<>(scroll.window());
        while (shown.size() < size.getRows() - 1) {
            shown.add(new AttributedString("~"));
        }
        String place = status.equals(KEYS) ? "line " + scroll.first() + " of " + scroll.count() + "  " : "";
        AttributedString last = new AttributedString(place + status).columnSubSequence(0, size.getColumns() - 1);
        shown.add(last);
        display.resize(size);
        display.update(shown, size.cursorPos(size.getRows() - 1, last.columnLength()));
        terminal.flush();
    }
}
