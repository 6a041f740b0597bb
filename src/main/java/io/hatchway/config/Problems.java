package io.hatchway.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects everything that is wrong, so that it can be reported at once. Not for use by several threads. */
public final class Problems {
    private final List<Problem> found = new ArrayList<>();

    public void error(String file, int line, String message) {
        found.add(new Problem(file, line, Problem.Severity.ERROR, message));
    }

    public void warning(String file, int line, String message) {
        found.add(new Problem(file, line, Problem.Severity.WARNING, message));
    }

    public void addAll(List<Problem> problems) {
        found.addAll(problems);
    }

    /** What was found so far: files in the order in which they were first named, each from top to bottom. */
    public List<Problem> list() {
        Map<String, List<Problem>> byFile = new LinkedHashMap<>();
        found.forEach(problem -> byFile.computeIfAbsent(problem.file(), file -> new ArrayList<>())
                .add(problem));
        return byFile.values().stream()
                .flatMap(ofOne -> ofOne.stream().sorted(Comparator.comparingInt(Problem::line)))
                .toList();
    }

    public boolean hasErrors() {
        return found.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
    }

    /**
     * Ends the reading where something is wrong for good.
     *
     * @throws InvalidConfigurationException naming every problem, where at least one of them is an error
     */
    public void throwIfErrors() throws InvalidConfigurationException {
        if (hasErrors()) {
            throw new InvalidConfigurationException(list());
        }
    }
}
