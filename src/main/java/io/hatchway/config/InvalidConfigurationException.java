package io.hatchway.config;

import java.util.List;
import java.util.stream.Collectors;

/** The program cannot start with what its files say. The message lists every problem, one a line, fit to show as it is. */
public final class InvalidConfigurationException extends Exception {
    private final transient List<Problem> problems;

    public InvalidConfigurationException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
