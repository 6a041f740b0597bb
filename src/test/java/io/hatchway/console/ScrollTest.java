package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

final class ScrollTest {
    private static Scroll of(int lines, int rows) {
        Scroll scroll = new Scroll(
                IntStream.rangeClosed(1, lines).mapToObj(Integer::toString).collect(Collectors.joining("\n")));
        scroll.fit(10, rows);
        return scroll;
    }

    private static List<String> seen(Scroll scroll) {
        return scroll.window().stream().map(AttributedString::toString).toList();
    }

    @Test
    void itStopsAtBothEnds() {
        Scroll scroll = of(5, 3);
        scroll.move(-1);
        assertThat(seen(scroll)).containsExactly("1", "2", "3");
        scroll.move(100);
        assertThat(seen(scroll)).containsExactly("3", "4", "5");
        scroll.move(-100);
        assertThat(seen(scroll)).containsExactly("1", "2", "3");
    }

    @Test
    void theEndIsTheLastWindowFull() {
        Scroll scroll = of(5, 3);
        scroll.toEnd();
        assertThat(seen(scroll)).containsExactly("3", "4", "5");
        scroll.toStart();
        assertThat(seen(scroll)).containsExactly("1", "2", "3");
    }

    @Test
    void aWideLineGoesOnInTheNextRow() {
        Scroll scroll = new Scroll("abcdefghij\nklm");
        scroll.fit(4, 2);
        assertThat(seen(scroll)).containsExactly("abcd", "efgh");
        scroll.move(1);
        assertThat(seen(scroll)).containsExactly("efgh", "ij");
        scroll.toEnd();
        assertThat(seen(scroll)).containsExactly("ij", "klm");
        scroll.move(-1);
        assertThat(seen(scroll)).containsExactly("efgh", "ij");
        scroll.fit(80, 2);
        assertThat(seen(scroll)).containsExactly("abcdefghij", "klm");
    }

    @Test
    void aLineAsWideAsTheWindowIsOneRow() {
        Scroll scroll = new Scroll("abcd\n\ne");
        scroll.fit(4, 3);
        assertThat(seen(scroll)).containsExactly("abcd", "", "e");
        assertThat(scroll.isWhole()).isTrue();
    }

    @Test
    void itKnowsWhetherAllIsSeen() {
        assertThat(of(3, 3).isWhole()).isTrue();
        assertThat(of(4, 3).isWhole()).isFalse();
        assertThat(of(0, 3).isWhole()).isTrue();
    }

    @Test
    void ofNothingThereIsNothingToSee() {
        Scroll scroll = of(0, 3);
        scroll.move(1);
        scroll.move(-1);
        scroll.toEnd();
        assertThat(seen(scroll)).isEmpty();
        assertThat(scroll.find("x", true)).isFalse();
    }

    @Test
    void whatIsSoughtIsTextAndNoPattern() {
        Scroll scroll = new Scroll("first\naxb\na.b(\nlast");
        scroll.fit(80, 1);
        assertThat(scroll.find("a.b(", true)).isTrue();
        assertThat(seen(scroll)).containsExactly("a.b(");
        assertThat(scroll.find("a.b(", true)).isFalse();
        assertThat(scroll.find("FIRST", false)).isFalse();
        assertThat(scroll.find("first", false)).isTrue();
        assertThat(seen(scroll)).containsExactly("first");
    }

    @Test
    void smallLettersFindCapitalsAndWhatIsColoured() {
        Scroll scroll = new Scroll("x\nA \033[31mWe\033[0mb");
        scroll.fit(80, 1);
        assertThat(scroll.find("web", true)).isTrue();
        assertThat(scroll.window().getFirst().toAnsi()).containsPattern("\033\\[([0-9]+;)*7[;m]");
    }

    @Test
    void coloursAreKeptAndNothingElseThatATerminalObeys() {
        Scroll scroll = new Scroll("\033[31mred\033[0m\033]0;title\u0007\033[2J\u009b2J\bend");
        scroll.fit(80, 1);
        String shown = scroll.window().getFirst().toAnsi();
        assertThat(shown).contains("red").contains("end");
        assertThat(shown.replaceAll("\033\\[[0-9;]*m", "")).doesNotContainPattern("\\p{Cntrl}|[\\x80-\\x9f]");
    }

    @Test
    void aLineOfAnyLengthIsCutIntoSeveral() {
        Scroll scroll = new Scroll("x".repeat(4095) + "\uD83D\uDE00" + "y".repeat(5000));
        scroll.fit(8000, 10);
        assertThat(String.join("", seen(scroll))).isEqualTo("x".repeat(4095) + "\uD83D\uDE00" + "y".repeat(5000));
        assertThat(scroll.count()).isEqualTo(3);
    }
}
