package io.hatchway.console;

import java.util.function.Function;

/**
 * One column of a listing, as people read it and as programs do.
 *
 * @param key its name in JSON, which never changes
 * @param value what JSON has
 * @param text what the table has; made printable there
 */
record Column<T>(
        String title, String key, Function<T, Object> value, Function<T, String> text, Function<T, Tone> tone) {

    static <T> Column<T> of(String title, String key, Function<T, String> text) {
        return new Column<>(title, key, text::apply, text, row -> Tone.PLAIN);
    }

    static <T> Column<T> of(String title, String key, Function<T, Object> value, Function<T, String> text) {
        return new Column<>(title, key, value, text, row -> Tone.PLAIN);
    }

    Column<T> in(Function<T, Tone> chosen) {
        return new Column<>(title, key, value, text, chosen);
    }
}
