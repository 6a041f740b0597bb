package io.hatchway.container;

import java.util.List;

/** A container's processes as the engine's ps lists them: a title for every column, a row for every process. */
public record Processes(List<String> titles, List<List<String>> rows) {
    public Processes {
        titles = List.copyOf(titles);
        rows = rows.stream().map(List::copyOf).toList();
    }
}
