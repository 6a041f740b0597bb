package io.hatchway.console;

import io.hatchway.session.Printable;
import java.util.regex.Pattern;

/** What a container wrote, made fit for somebody's terminal. Pure. */
final class LogText {
    /** Colours alone; they are dropped, so that coloured logs stay readable. */
    private static final Pattern COLOUR = Pattern.compile("\033\\[[0-9;:]*m");

    private LogText() {}

    /** The line with tabs as they are, colours dropped, and everything else a terminal would obey shown as an escape. */
    static String fit(String line) {
        if (isPlain(line)) {
            return line;
        }
        String bare = line.indexOf('\033') < 0 ? line : COLOUR.matcher(line).replaceAll("");
        if (bare.indexOf('\t') < 0) {
            return Printable.text(bare);
        }
        StringBuilder fit = new StringBuilder();
        int start = 0;
        for (int tab; (tab = bare.indexOf('\t', start)) >= 0; start = tab + 1) {
            fit.append(Printable.text(bare.substring(start, tab))).append('\t');
        }
        return fit.append(Printable.text(bare.substring(start))).toString();
    }

    private static boolean isPlain(String line) {
        for (int at = 0; at < line.length(); at++) {
            char c = line.charAt(at);
            if ((c < ' ' && c != '\t') || c > '~') {
                return false;
            }
        }
        return true;
    }
}
