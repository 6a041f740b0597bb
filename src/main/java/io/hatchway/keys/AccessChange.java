package io.hatchway.keys;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import io.hatchway.config.Problem;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** From one moment to a later one. */
record AccessChange(AccessSnapshot before, AccessSnapshot after, Sources sources) {
    /** Of a file's errors as many are told one by one. */
    private static final int TOLD = 3;

    void tell(AccessListener listener) {
        accepted().forEach(listener::accepted);
        rejected().forEach(listener::rejected);
    }

    private Set<String> accepted() {
        Set<String> accepted = new LinkedHashSet<>();
        if (!after.hasKeysOf(before)) {
            accepted.add(sources.keys().toString());
        }
        if (!after.hasTeamsOf(before)) {
            accepted.add(sources.access().file().toString());
        }
        Map<String, List<Problem>> wrong = errors(after);
        errors(before).keySet().stream()
                .filter(file -> !wrong.containsKey(file))
                .forEach(accepted::add);
        return accepted;
    }

    private Map<String, String> rejected() {
        Map<String, List<Problem>> known = errors(before);
        Map<String, String> rejected = new LinkedHashMap<>();
        errors(after).forEach((file, errors) -> {
            if (!known.getOrDefault(file, List.of()).containsAll(errors)) {
                rejected.put(file, sentence(errors));
            }
        });
        return rejected;
    }

    private static String sentence(List<Problem> errors) {
        String told = errors.stream()
                .limit(TOLD)
                .map(error -> (error.line() > 0 ? "line " + error.line() + ": " : "") + error.message())
                .collect(joining("; "));
        return errors.size() > TOLD ? told + "; and " + (errors.size() - TOLD) + " more" : told;
    }

    private static Map<String, List<Problem>> errors(AccessSnapshot snapshot) {
        return snapshot.problems().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .collect(groupingBy(Problem::file, LinkedHashMap::new, toList()));
    }
}
