package io.hatchway.console;

import java.util.function.Function;

/**
 * One column of a listing, as people read it and as programs do.
 *
 * @param key its name in JSON, which never changes
 * @param value what JSON has
 * @param text what the table has; made printable there
 * @param typed whether it is what the next command is typed with, which others make room for
 */
record Column<T>(
        String title,
        String key,
        Function<T, Object> value,
        Function<T, String> text,
        Function<T, Tone> tone,
        boolean typed) {

    static <T> Column<T> of(String title, String key, Function<T, String> text) {
        return new Column<>(title, key, text::apply, text, row -> Tone.PLAIN, false);
    }

    static <T> Column<T> of(String title, String key, Function<T, Object> value, Function<T, String> text) {
        return new Column<>(title, key, value, text, row -> Tone.PLAIN, false);
    }

    Column<T> in(Function<T, Tone> chosen) {
        return new Column<>(title, key, value, text, chosen, typed);
    }

    /** The same, cut only when nothing else can be. */
    Column<T> toType() {
        return new Column<>(title, key, value, text, tone, true);
    }
}
