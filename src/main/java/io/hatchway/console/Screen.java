package io.hatchway.console;

import io.hatchway.container.Size;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Where a command's words go.
 *
 * @param terminal the size at any moment of the terminal that {@code out} is; empty where it is none
 * @param reader the size of the terminal where it is read in the end, behind what its lines go through
 * @param drawable whether that terminal can be drawn on, and not only written to line by line
 * @param colour whether words are coloured
 * @param person who is there to be asked and to leaf through; empty in one shot
 */
record Screen(
        PrintWriter out,
        PrintWriter err,
        Optional<Supplier<Size>> terminal,
        Optional<Supplier<Size>> reader,
        boolean drawable,
        boolean colour,
        Optional<Person> person) {

    /** One whose output is read where it is written. */
    Screen(
            PrintWriter out,
            PrintWriter err,
            Optional<Supplier<Size>> terminal,
            boolean drawable,
            boolean colour,
            Optional<Person> person) {
        this(out, err, terminal, terminal, drawable, colour, person);
    }

    /** Plain text for a file, a pipe or a program. */
    static Screen plain(PrintWriter out, PrintWriter err) {
        return new Screen(out, err, Optional.empty(), false, false, Optional.empty());
    }

    /** Somebody in front of the console. */
    interface Person {
        /** Asks for one line; empty when it was left with Ctrl-C or Ctrl-D. */
        Optional<String> asks(String question);

        /** Shows text that is longer than the screen. */
        void leafsThrough(String text) throws InterruptedException;
    }

    /** What a table has to fit into; empty: it is for no terminal. */
    OptionalInt columns() {
        return reader.map(size -> OptionalInt.of(size.get().columns())).orElse(OptionalInt.empty());
    }

    /** The size at any moment of the terminal, where it can be drawn on. */
    Optional<Supplier<Size>> canvas() {
        return drawable ? terminal : Optional.empty();
    }

    /** The same person, with the output going elsewhere than to the terminal. */
    Screen into(PrintWriter elsewhere) {
        return new Screen(elsewhere, err, Optional.empty(), reader, false, false, person);
    }

    /** The same, coloured or not, whatever it is. */
    Screen coloured(boolean now) {
        return new Screen(out, err, terminal, reader, drawable, now, person);
    }

    /** The same terminal behind another writer. */
    Screen to(PrintWriter writer) {
        return new Screen(writer, writer, terminal, reader, drawable, colour, person);
    }

    /** Prints text whose end may be far below: through the pager when somebody sits there and it does not fit. */
    void show(List<String> lines) throws InterruptedException {
        if (terminal.isPresent()
                && person.isPresent()
                && lines.size() >= terminal.get().get().rows()) {
            person.get().leafsThrough(String.join("\n", lines) + "\n");
        } else {
            lines.forEach(out::println);
        }
    }
}
