package io.hatchway.config;

import java.util.ArrayList;
import java.util.List;

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

    /** What was found so far, in that order. */
    public List<Problem> list() {
        return List.copyOf(found);
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
