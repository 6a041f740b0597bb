package io.hatchway.console;

import io.hatchway.container.ImageNews;
import io.hatchway.session.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** How far the layers of an image are, as lines of text. Pure but for what it was told. */
final class LayerBars {
    private static final int WIDEST_BAR = 30;
    private static final int WIDEST_STATUS = 18;
    private static final int MOST_LAYERS = 1000;
    private static final Set<String> DONE =
            Set.of("pull complete", "already exists", "pushed", "layer already exists", "mounted from");

    private final Map<String, ImageNews.Layer> layers = new LinkedHashMap<>();

    /**
     * Takes what a layer says.
     *
     * @return whether it is at something else than before
     */
    boolean take(ImageNews.Layer layer) {
        if (layers.size() >= MOST_LAYERS && !layers.containsKey(layer.id())) {
            return false;
        }
        ImageNews.Layer before = layers.put(layer.id(), layer);
        return before == null || !before.status().equals(layer.status());
    }

    /**
     * What there is to see.
     *
     * @param columns the width no line may exceed
     * @param rows the most lines; where there are more layers, those that are done go first, then the last ones
     */
    List<String> lines(int columns, int rows) {
        List<ImageNews.Layer> shown = new ArrayList<>(layers.values());
        if (shown.size() <= rows) {
            return shown.stream().map(layer -> line(layer, columns)).toList();
        }
        long done = shown.stream().filter(LayerBars::isDone).count();
        List<String> lines = new ArrayList<>();
        lines.add(cut(done + " of " + shown.size() + " layers are done", columns));
        shown.stream()
                .filter(layer -> !isDone(layer))
                .limit(Math.max(0, rows - 1L))
                .forEach(layer -> lines.add(line(layer, columns)));
        return lines;
    }

    private static boolean isDone(ImageNews.Layer layer) {
        String status = layer.status().toLowerCase(Locale.ROOT);
        return DONE.stream().anyMatch(status::startsWith);
    }

    private static String line(ImageNews.Layer layer, int columns) {
        StringBuilder line = new StringBuilder("%-12s  %-18s"
                .formatted(Printable.text(layer.id()), cut(Printable.text(layer.status()), WIDEST_STATUS)));
        if (layer.total() > 0 && !isDone(layer)) {
            long done = Math.clamp(layer.done(), 0, layer.total());
            String amount = Text.bytes(done) + " / " + Text.bytes(layer.total());
            int room = Math.min(WIDEST_BAR, columns - line.length() - amount.length() - 6);
            line.append("  ")
                    .append(room >= 5 ? bar(done, layer.total(), room) + "  " : "")
                    .append(amount);
        } else if (layer.done() > 0 && !isDone(layer)) {
            line.append("  ").append(Text.bytes(layer.done()));
        }
        return cut(line.toString().stripTrailing(), columns);
    }

    private static String bar(long done, long total, int room) {
        int full = (int) Math.floor((double) done / total * room);
        String head = full < room && full > 0 ? ">" : "";
        return "[" + "=".repeat(full - head.length()) + head + " ".repeat(room - full) + "]";
    }

    private static String cut(String text, int columns) {
        return text.substring(0, Math.min(text.length(), Math.max(0, columns)));
    }
}
