package io.hatchway.console;

import java.util.Map;
import java.util.Set;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.LineReader;
import org.jline.reader.Reference;
import org.jline.reader.Widget;

/**
 * What keys may do while a line is typed: change the line, look it up in the history, complete it, send it. JLine has
 * more, which writes files of the gateway (its editor on Ctrl-X Ctrl-E) or repeats anything ten thousand times; keys for
 * what is not named here ring the bell.
 */
final class EditingKeys {
    /** Twice what may be typed: what was cut out can be put back twice with two keys, and so on without end. */
    static final int LONGEST_LINE = 2 * BoundedKeys.MOST;

    static final Set<String> ALLOWED = Set.of(
            LineReader.ACCEPT_LINE,
            LineReader.BACKWARD_CHAR,
            LineReader.BACKWARD_DELETE_CHAR,
            LineReader.BACKWARD_KILL_WORD,
            LineReader.BACKWARD_WORD,
            LineReader.BEEP,
            LineReader.BEGIN_PASTE,
            LineReader.BEGINNING_OF_HISTORY,
            LineReader.BEGINNING_OF_LINE,
            LineReader.CAPITALIZE_WORD,
            LineReader.CLEAR_SCREEN,
            LineReader.COMPLETE_WORD,
            LineReader.DELETE_CHAR,
            LineReader.DELETE_CHAR_OR_LIST,
            LineReader.DOWN_CASE_WORD,
            LineReader.DOWN_LINE_OR_HISTORY,
            LineReader.DOWN_LINE_OR_SEARCH,
            LineReader.END_OF_HISTORY,
            LineReader.END_OF_LINE,
            LineReader.EXPAND_OR_COMPLETE,
            LineReader.FORWARD_CHAR,
            LineReader.FORWARD_WORD,
            LineReader.HISTORY_INCREMENTAL_SEARCH_BACKWARD,
            LineReader.HISTORY_INCREMENTAL_SEARCH_FORWARD,
            LineReader.HISTORY_SEARCH_BACKWARD,
            LineReader.HISTORY_SEARCH_FORWARD,
            LineReader.INSERT_CLOSE_CURLY,
            LineReader.INSERT_CLOSE_PAREN,
            LineReader.INSERT_CLOSE_SQUARE,
            LineReader.INTERRUPT,
            LineReader.KILL_LINE,
            LineReader.KILL_WHOLE_LINE,
            LineReader.KILL_WORD,
            LineReader.LIST_CHOICES,
            LineReader.MENU_COMPLETE,
            LineReader.REDISPLAY,
            LineReader.REDRAW_LINE,
            LineReader.REVERSE_MENU_COMPLETE,
            LineReader.SELF_INSERT,
            LineReader.SEND_BREAK,
            LineReader.TRANSPOSE_CHARS,
            LineReader.TRANSPOSE_WORDS,
            LineReader.UP_CASE_WORD,
            LineReader.UP_LINE_OR_HISTORY,
            LineReader.UP_LINE_OR_SEARCH,
            LineReader.YANK,
            LineReader.YANK_POP);

    /** Those of vi have commands of their own; nobody can change to them. */
    private static final Set<String> KEY_MAPS =
            Set.of(LineReader.MAIN, LineReader.EMACS, LineReader.DUMB, LineReader.SAFE, LineReader.MENU);

    private static final Set<String> SEARCHES =
            Set.of(LineReader.HISTORY_INCREMENTAL_SEARCH_BACKWARD, LineReader.HISTORY_INCREMENTAL_SEARCH_FORWARD);

    private EditingKeys() {}

    /** Takes everything else from a new editor. */
    static LineReader alone(LineReader editor, ConsoleTerminal terminal) {
        // An exclamation mark is one. To undo, every line that a key has made is kept.
        editor.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
        editor.option(LineReader.Option.DISABLE_UNDO, true);
        Map<String, Widget> widgets = editor.getWidgets();
        widgets.keySet().retainAll(ALLOWED);
        widgets.replaceAll(
                (name, widget) -> bounded(editor, SEARCHES.contains(name) ? searching(terminal, widget) : widget));
        editor.getKeyMaps().keySet().retainAll(KEY_MAPS);
        editor.getKeyMaps().values().forEach(EditingKeys::restrict);
        // What can draw nothing takes every key for a letter.
        KeyMap<Binding> dumb = editor.getKeyMaps().get(LineReader.DUMB);
        if (dumb != null) {
            dumb.bind(new Reference(LineReader.INTERRUPT), KeyMap.ctrl('C'));
        }
        return editor;
    }

    private static void restrict(KeyMap<Binding> keys) {
        keys.getBoundKeys().forEach((typed, bound) -> {
            if (!(bound instanceof Reference operation && ALLOWED.contains(operation.name()))) {
                keys.bind(new Reference(LineReader.BEEP), typed);
            }
        });
    }

    private static Widget bounded(LineReader editor, Widget widget) {
        return () -> {
            boolean done = widget.apply();
            if (editor.getBuffer().length() <= LONGEST_LINE) {
                return done;
            }
            editor.getBuffer().clear();
            return false;
        };
    }

    private static Widget searching(ConsoleTerminal terminal, Widget widget) {
        return () -> {
            terminal.searching(true);
            try {
                return widget.apply();
            } finally {
                terminal.searching(false);
            }
        };
    }
}
