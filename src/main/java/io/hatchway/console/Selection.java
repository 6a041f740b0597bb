package io.hatchway.console;

import io.hatchway.access.Glob;
import io.hatchway.access.Subject;
import io.hatchway.container.ContainerSummary;
import io.hatchway.container.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Finds the containers that words mean, among those the caller may touch: of others nobody learns here. */
record Selection(Engine engine, Predicate<Subject> permitted) {
    private static final int SHORTEST_ID = 12;

    /** All of them. */
    List<ContainerSummary> all() throws EngineException {
        return engine.inventory().containers().stream()
                .filter(container -> permitted.test(container.subject()))
                .toList();
    }

    /**
     * Those that the words name, each once and in their order. A word is a container's name, a service as {@code
     * project.service}, a pattern over both, or an id's first {@value #SHORTEST_ID} digits.
     *
     * @throws CommandException when one of them names nothing
     */
    List<ContainerSummary> of(List<String> words) throws EngineException, CommandException {
        return of(words, "");
    }

    /** The same for a command that changes all of them or none: where there are several words, it says that it is none. */
    List<ContainerSummary> toChange(List<String> words) throws EngineException, CommandException {
        return of(words, words.size() > 1 ? " Nothing was done." : "");
    }

    private List<ContainerSummary> of(List<String> words, String consequence) throws EngineException, CommandException {
        List<ContainerSummary> all = all();
        return Meant.by(
                words,
                word -> all.stream().filter(each -> means(word, each)).toList(),
                word -> nothing(word, all) + consequence);
    }

    /** The one that a word names. */
    ContainerSummary one(String word) throws EngineException, CommandException {
        List<ContainerSummary> found = of(List.of(word));
        List<ContainerSummary> exact =
                found.stream().filter(each -> each.name().equals(word)).toList();
        if (exact.size() == 1) {
            return exact.getFirst();
        }
        List<ContainerSummary> running =
                found.stream().filter(ContainerSummary::isRunning).toList();
        List<ContainerSummary> left = running.isEmpty() ? found : running;
        if (isPattern(word) && left.size() > 1) {
            throw CommandException.failed("'" + word + "' means " + left.size() + " containers, and this is for one.");
        }
        // Of a service the one that was made first, as a login takes it.
        return left.getLast();
    }

    static boolean isPattern(String word) {
        return word.contains("*") || word.contains("?");
    }

    static boolean means(String word, ContainerSummary container) {
        return container.subject().names().stream().anyMatch(name -> Glob.matches(word, name))
                || (word.length() >= SHORTEST_ID && container.id().startsWith(word));
    }

    private String nothing(String word, List<ContainerSummary> all) {
        List<String> names = new ArrayList<>();
        all.forEach(each -> names.addAll(each.subject().names()));
        return "There is no container '" + word + "' on the engine '" + engine.name() + "'"
                + Nearest.hint(word, names).orElse(", or you may not do this with it. 'ps' lists those you may see.");
    }
}
