package io.hatchway.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All that was measured in one run, and where. */
record Report(Map<String, String> machine, List<Line> lines) {

    private static final List<String> HEAD = List.of("what", "hatchway", "against", "ratio", "goal", "verdict");

    /** True when every goal was reached. */
    boolean reached() {
        return lines.stream().noneMatch(line -> line.verdict() == Goal.Verdict.MISSED);
    }

    /** The table, with its notes below it. */
    String table() {
        var text = new StringBuilder();
        machine.forEach(
                (what, value) -> text.append(what).append(": ").append(value).append('\n'));
        text.append('\n');
        var rows = new ArrayList<List<String>>();
        rows.add(HEAD);
        var notes = new ArrayList<String>();
        for (var line : lines) {
            var mark = "";
            if (!line.note().isEmpty()) {
                if (!notes.contains(line.note())) {
                    notes.add(line.note());
                }
                mark = " [" + (notes.indexOf(line.note()) + 1) + "]";
            }
            rows.add(row(line, mark));
        }
        appendAligned(text, rows);
        for (int i = 0; i < notes.size(); i++) {
            text.append(String.format(Locale.ROOT, "%n[%d] %s", i + 1, notes.get(i)));
        }
        return text.append('\n').toString();
    }

    /** The same with every raw value. */
    String json() {
        var all = new ArrayList<Map<String, Object>>();
        for (var line : lines) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("what", line.what());
            entry.put("unit", line.unit().symbol());
            entry.put("hatchway", sample(line.hatchway()));
            line.other().ifPresent(other -> {
                entry.put("against", other.name());
                entry.put("other", sample(other.sample()));
                entry.put("ratio", line.ratio());
            });
            entry.put("goal", line.goal().describe(line.unit()));
            entry.put("verdict", line.verdict().toString());
            entry.put("note", line.note());
            all.add(entry);
        }
        return Json.write(Map.of("machine", machine, "lines", all));
    }

    private static Map<String, Object> sample(Sample sample) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("figure", sample.figure());
        entry.put("values", sample.values());
        return entry;
    }

    private static List<String> row(Line line, String mark) {
        var ratio = line.ratio();
        return List.of(
                line.what() + mark,
                figure(line.unit(), line.hatchway()),
                line.other()
                        .map(other -> figure(line.unit(), other.sample()) + " (" + other.name() + ")")
                        .orElse("-"),
                Double.isNaN(ratio) ? "-" : times(ratio),
                line.goal().describe(line.unit()),
                line.verdict().toString());
    }

    /** Two figures that count, also of a small ratio. */
    private static String times(double ratio) {
        return String.format(Locale.ROOT, ratio < 0.1 ? "%.3f x" : "%.2f x", ratio);
    }

    private static String figure(Unit unit, Sample sample) {
        return Double.isNaN(sample.figure()) ? "none" : unit.format(sample.figure());
    }

    private static void appendAligned(StringBuilder text, List<List<String>> rows) {
        for (var row : rows) {
            var cells = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int index = column;
                int width = rows.stream()
                        .mapToInt(other -> other.get(index).length())
                        .max()
                        .orElse(0);
                cells.append(row.get(column))
                        .repeat(" ", width - row.get(column).length() + 2);
            }
            text.append(cells.toString().stripTrailing()).append('\n');
        }
    }
}
