package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FilterTest {
    private static final String MEBIBYTE = "x".repeat(1024 * 1024);

    private final StringWriter printed = new StringWriter();
    private final List<String> leafedThrough = new ArrayList<>();

    private Filter filter(String... stages) throws CommandException {
        PrintWriter out = new PrintWriter(printed);
        Filter filter = Filter.to(out);
        for (String stage : List.of(stages).reversed()) {
            filter = Filter.of(
                    List.of(stage.split(" ", -1)),
                    filter,
                    new Screen(out, out, Optional.empty(), false, false, Optional.of(new Reader())));
        }
        return filter;
    }

    @Test
    void tailDropsItsOldestLinesWhereTheyAreTooMuchToKeep() throws Exception {
        Filter tail = filter("tail");
        for (int count = 1; count <= 6; count++) {
            tail.line(count + MEBIBYTE);
        }
        tail.line("the last");
        tail.end();
        assertThat(printed.toString().lines().map(line -> line.substring(0, 2)))
                .containsExactly("4x", "5x", "6x", "th");
    }

    @Test
    void tailKeepsAsManyLinesAsItIsAskedFor() throws Exception {
        Filter tail = filter("tail -n 2");
        for (String line : List.of("one", "two", "three")) {
            tail.line(line);
        }
        tail.end();
        assertThat(printed.toString().lines()).containsExactly("two", "three");
    }

    @Test
    void whatHeadTookOfTailIsHandedOn() throws Exception {
        for (String last : List.of("tail", "less")) {
            Filter tail = filter("tail -n 4", "head -n 2", last);
            for (String line : List.of("one", "two", "three", "four", "five")) {
                tail.line(line);
            }
            tail.end();
        }
        assertThat(printed.toString().lines()).containsExactly("two", "three");
        assertThat(leafedThrough).containsExactly("two\nthree\n");
    }

    @Test
    void lessTakesAFewMebibytesAndSaysThatThereIsMore() throws Exception {
        Filter less = filter("less");
        for (int count = 0; count < 4; count++) {
            less.line(MEBIBYTE);
        }
        assertThatThrownBy(() -> less.line("one more")).isInstanceOf(EnoughException.class);
        assertThatThrownBy(() -> less.line("")).isInstanceOf(EnoughException.class);
        less.end();
        assertThat(leafedThrough).hasSize(1);
        assertThat(leafedThrough.getFirst().lines())
                .hasSize(5)
                .last()
                .asString()
                .startsWith("(There is more");
    }

    @Test
    void whatLessShowsWholeSaysNothingOfMore() throws Exception {
        Filter less = filter("less");
        less.line("all");
        less.end();
        assertThat(leafedThrough).containsExactly("all\n");
    }

    @Test
    void aLineWithoutEndIsPassedOnInPieces() throws Exception {
        List<Integer> lengths = new ArrayList<>();
        try (PrintWriter into = Filter.writer(new Filter() {
            @Override
            void line(String line) {
                lengths.add(line.length());
            }
        })) {
            for (int count = 0; count < 9; count++) {
                into.print(MEBIBYTE);
            }
            into.println();
        }
        assertThat(lengths).containsExactly(4 << 20, 4 << 20, 1 << 20);
    }

    private final class Reader implements Screen.Person {
        @Override
        public Optional<String> asks(String question) {
            return Optional.empty();
        }

        @Override
        public void leafsThrough(String text) {
            leafedThrough.add(text);
        }
    }
}
