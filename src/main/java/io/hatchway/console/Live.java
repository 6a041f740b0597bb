package io.hatchway.console;

import io.hatchway.container.EngineException;
import io.hatchway.container.Size;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** A screen that is drawn again and again until Ctrl-C. */
final class Live {
    /** What is wider than the screen ends at its edge: a line that went on in the next would push the last ones out. */
    private static final String ENTER = "\033[?1049h\033[?25l\033[?7l";

    private static final String LEAVE = "\033[?7h\033[?25h\033[?1049l";

    private Live() {}

    /** Makes one picture; its lines are printable, and what does not fit the screen's width is not seen. */
    interface Picture {
        List<String> lines() throws Exception;
    }

    /**
     * Refuses what asks for a picture and for something to read on with.
     *
     * @param otherwise whether an option was given that prints once, in a form of its own
     */
    static void checkAlone(boolean otherwise, String options) throws CommandException {
        if (otherwise) {
            throw CommandException.usage(
                    "--watch draws a table again and again: leave out " + options + ", or --watch.");
        }
    }

    /**
     * Draws until it is cancelled, which is its good end.
     *
     * @throws CommandException where there is no terminal that can be drawn on
     */
    static int show(Context context, int seconds, Picture picture) throws Exception {
        Supplier<Size> size = context.screen()
                .canvas()
                .orElseThrow(
                        () -> CommandException.usage("A picture that changes needs a terminal that can be drawn on:"
                                + " use ssh -t, and no pipe behind the command."));
        PrintWriter out = context.out();
        out.print(ENTER);
        try {
            while (!out.checkError()) {
                List<String> lines = lines(picture);
                out.print(frame(lines, size.get().rows() - 1));
                out.flush();
                Thread.sleep(Duration.ofSeconds(seconds));
            }
            return Codes.CANCELLED;
        } catch (InterruptedException cancelled) {
            return Codes.OK;
        } finally {
            out.print(LEAVE);
            out.flush();
        }
    }

    /** Behind a line as wide as the screen the cursor still stands on its last letter: so it is erased before it. */
    static String frame(List<String> lines, int most) {
        StringBuilder frame = new StringBuilder("\033[H");
        lines.stream()
                .limit(most)
                .forEach(line -> frame.append("\033[K").append(line).append('\n'));
        return frame.append("\033[J").toString();
    }

    private static List<String> lines(Picture picture) throws Exception {
        try {
            return picture.lines();
        } catch (EngineException failed) {
            failed.throwIfInterrupted();
            throw failed;
        }
    }
}
