package io.hatchway.console;

import io.hatchway.container.Size;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Shows a picture on the client's terminal, with a line below that says what it is; draws what changed alone. */
final class Stage implements AutoCloseable {
    private static final String ENTER = "\033[?1049h\033[2J";
    private static final String LEAVE = "\033[0m\033[?1049l";

    private final PrintWriter out;
    private final boolean colour;
    private final Supplier<Size> size;
    private List<String> drawn = List.of();
    private Size drawnFor = new Size(1, 1);

    /** @throws CommandException where there is no terminal that can be drawn on */
    Stage(Context context) throws CommandException {
        this.size = context.screen()
                .canvas()
                .orElseThrow(
                        () -> CommandException.usage(
                                "What a terminal shows needs one that can be drawn on: use ssh -t, and no pipe behind the command."));
        this.out = context.out();
        this.colour = context.screen().colour();
        out.print(ENTER);
    }

    void draw(Picture picture, String caption) {
        Size now = size.get();
        Picture.View view = picture.view(now.columns(), Math.max(1, now.rows() - 1), colour);
        StringBuilder frame = new StringBuilder();
        if (!now.equals(drawnFor)) {
            frame.append("\033[2J");
            drawn = List.of();
            drawnFor = now;
        }
        List<String> lines = new ArrayList<>(view.lines());
        while (lines.size() < now.rows() - 1) {
            lines.add("");
        }
        if (now.rows() > 1) {
            lines.add(Tone.TITLE.paint(Table.cut(caption, now.columns() - 1), colour));
        }
        for (int row = 0; row < lines.size(); row++) {
            if (row >= drawn.size() || !drawn.get(row).equals(lines.get(row))) {
                frame.append("\033[").append(row + 1).append(";1H").append(lines.get(row));
                // In a full line the cursor still stands on its last cell, which would be erased.
                if (Table.width(lines.get(row).replaceAll("\033\\[[0-9;]*m", "")) < now.columns()) {
                    frame.append("\033[K");
                }
            }
        }
        drawn = lines;
        if (!frame.isEmpty()) {
            out.print(frame);
        }
        out.print("\033[" + (view.row() + 1) + ";" + (view.column() + 1) + "H");
    }

    @Override
    public void close() {
        out.print(LEAVE);
        out.flush();
    }
}
