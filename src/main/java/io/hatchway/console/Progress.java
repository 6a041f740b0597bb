package io.hatchway.console;

import io.hatchway.container.ImageNews;
import io.hatchway.container.Images;
import io.hatchway.container.Size;
import io.hatchway.session.Printable;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells how work on an image goes, in the way that suits who listens: bars on a terminal, a JSON object for every step
 * on stdout, or a line for every step on stderr. Amounts are for bars alone.
 */
final class Progress implements Images.Sink, AutoCloseable {
    private static final Duration FRAME = Duration.ofMillis(100);

    private final Context context;
    private final String image;
    private final Optional<Supplier<Size>> drawnOn;
    private final LayerBars bars = new LayerBars();
    private int drawn;
    private long drawnAt = System.nanoTime() - FRAME.toNanos();
    private String digest = "";

    /**
     * Begins with an image.
     *
     * @param image its name, for those who hear of several
     */
    Progress(Context context, String image) {
        this.context = context;
        this.image = image;
        this.drawnOn =
                context.forPrograms() ? Optional.empty() : context.screen().canvas();
    }

    /** What came of it, as far as it was told: a digest or an id; else empty. */
    String digest() {
        return digest;
    }

    @Override
    public void news(ImageNews news) throws InterruptedException {
        switch (news) {
            case ImageNews.Result(String made) -> digest = made;
            case ImageNews.Text(String text) -> {
                if (drawnOn.isEmpty()) {
                    step("", text.strip());
                }
            }
            case ImageNews.Layer layer -> {
                boolean changed = bars.take(layer);
                if (drawnOn.isPresent()) {
                    if (System.nanoTime() - drawnAt >= FRAME.toNanos()) {
                        draw(drawnOn.get());
                    }
                } else if (changed) {
                    step(layer.id(), layer.status());
                }
            }
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void step(String layer, String status) throws InterruptedException {
        if (context.forPrograms()) {
            Map<String, Object> keys = new LinkedHashMap<>();
            keys.put("image", image);
            keys.put("layer", layer);
            keys.put("status", status);
            context.out().println(Json.of(keys));
            context.flush();
        } else {
            context.screen().err().println(Printable.text((layer.isEmpty() ? "" : layer + ": ") + status));
            context.screen().err().flush();
        }
    }

    private void draw(Supplier<Size> terminal) {
        Size size = terminal.get();
        List<String> lines = bars.lines(size.columns() - 1, Math.max(1, size.rows() - 2));
        StringBuilder frame = new StringBuilder(drawn > 0 ? "\033[" + drawn + "A\r" : "");
        lines.forEach(line -> frame.append(line).append("\033[K\n"));
        PrintWriter out = context.out();
        out.print(frame.append("\033[J"));
        out.flush();
        drawn = lines.size();
        drawnAt = System.nanoTime();
    }

    /** Leaves the last picture where it is. */
    @Override
    public void close() {
        drawnOn.ifPresent(this::draw);
    }
}
