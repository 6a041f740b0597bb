package io.hatchway.console;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.container.Size;
import io.hatchway.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Whatever a session prints, what is shown of it in another is text and colours that fit. */
final class PictureFuzz implements FuzzTarget {
    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                "\50\12hello\r\n\033[31mred\033[0m\033[2J\033[5;7Hx",
                "\12\5\033[1;999r\033[999;999H\033[999L\033[999M\033[999@\033[999P\033D\033M",
                "\24\4\033[?1049h\033[38;5;99m\033[48;2;1;2;3m\033(0q\033)B\016\033[?7lwrap",
                "\7\7\u6f22\u5b57\033[1G\u6f22\033[2Gx\ud83d\ude00e\u0301\u200b",
                "\3\3\033[0c\033[6n\033[c\033Z\033#8\0337\0338\033c");
    }

    /** The first two bytes are the size; after the first half of the rest it becomes another one. */
    @Override
    public void hold(byte[] input) {
        if (input.length < 2) {
            return;
        }
        int columns = 1 + (input[0] & 0x7F);
        int rows = 1 + (input[1] & 0x3F);
        byte[] printed = Arrays.copyOfRange(input, 2, input.length);
        Picture picture = new Picture(new Size(columns, rows));
        picture.write(ByteBuffer.wrap(printed, 0, printed.length / 2));
        check(picture, columns, rows);
        picture.resize(new Size(rows, columns));
        picture.write(ByteBuffer.wrap(printed, printed.length / 2, printed.length - printed.length / 2));
        check(picture, columns, rows);
        check(picture, 2, 1);
    }

    private static void check(Picture picture, int columns, int rows) {
        Picture.View view = picture.view(columns, rows, true);
        that(view.lines().size() <= rows, "%d lines in %d", view.lines().size(), rows);
        that(view.row() >= 0 && view.row() < rows, "the cursor is in row %d", view.row());
        that(view.column() >= 0 && view.column() < columns, "the cursor is in column %d", view.column());
        for (String line : view.lines()) {
            String bare = line.replaceAll("\033\\[[0-9;]*m", "");
            that(bare.chars().noneMatch(Character::isISOControl), "not fit to show: %s", bare);
            that(Table.width(bare) <= columns, "%d cells in %d", Table.width(bare), columns);
        }
    }
}
