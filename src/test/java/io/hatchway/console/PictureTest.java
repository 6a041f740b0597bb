package io.hatchway.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.Size;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PictureTest {
    private final Picture picture = new Picture(new Size(20, 5));

    private void print(String text) {
        picture.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    private List<String> shown(int columns, int rows) {
        return picture.view(columns, rows, true).lines().stream()
                .map(String::stripTrailing)
                .toList();
    }

    @Test
    void whatIsPrintedStandsWhereItWasPrinted() {
        print("one\r\ntwo\033[4;3Hx\033[1;1HO");
        assertThat(shown(20, 5)).containsExactly("One", "two", "", "  x", "");
    }

    @Test
    void aCharacterMayComeInPieces() {
        for (byte one : "grün 漢字".getBytes(UTF_8)) {
            picture.write(ByteBuffer.wrap(new byte[] {one}));
        }
        assertThat(shown(20, 1)).containsExactly("grün 漢字");
    }

    @Test
    void aSmallWindowFollowsTheCursor() {
        print("1\r\n2\r\n3\r\n4\r\n5\033[3;18Hcursor");
        Picture.View view = picture.view(5, 2, true);
        assertThat(view.lines()).hasSize(2).allMatch(line -> Table.width(line) <= 5);
        assertThat(view.row()).isBetween(0, 1);
        assertThat(view.column()).isBetween(0, 4);
    }

    @Test
    void coloursAreSaidAnew() {
        print("\033[1;31mred\033[0m");
        assertThat(shown(20, 1)).containsExactly("\033[0;1;38;5;124mred\033[0m");
    }

    @Test
    void aColourThatDoesNotExistBlindsNobody() {
        print("before \033[38;5;9948mafter\033[2;1Hbelow");
        assertThat(shown(20, 2)).containsExactly("before after", "below");
    }

    @Test
    void nothingThatIsPrintedIsObeyedWhereItIsShown() {
        Random random = new Random(1);
        String pieces =
                "\033[]P_^X();?0123456789mHJKhlABCDEFGSTLMPX@rsucnt78\\\007\u0090\u009b\u009d\r\n\b\tab漢\u202e\u0301";
        for (int round = 0; round < 300; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                text.append(pieces.charAt(random.nextInt(pieces.length())));
            }
            print(text.toString());
            if (round % 10 == 0) {
                picture.resize(Size.clamped(random.nextInt(200_000), random.nextInt(200_000)));
            }
            for (String line : picture.view(80, 24, true).lines()) {
                String bare = line.replaceAll("\033\\[0(;[0-9]{1,3})*m", "");
                assertThat(bare.codePoints()).noneMatch(Character::isISOControl);
                assertThat(bare).doesNotContain("\u202e");
            }
        }
    }
}
