package io.hatchway.console;

import io.hatchway.access.Register;
import io.hatchway.config.Problem;
import io.hatchway.keys.KeyEditor;
import io.hatchway.keys.TeamEditor;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is written about who may open what.
 *
 * @param register what is in force
 * @param problems what is wrong with the files as they are now, which may say something else than what is in force
 */
public record Rights(Supplier<Register> register, Supplier<List<Problem>> problems, KeyEditor keys, TeamEditor teams) {

    /** The first reason for which {@code access.yaml}, as it is now, does not count. */
    Optional<Problem> refusal() {
        String file = teams.file().toString();
        return problems.get().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .filter(problem -> problem.file().equals(file))
                .findFirst();
    }
}
