package io.hatchway.console;

import io.hatchway.access.Glob;
import io.hatchway.access.Subject;
import io.hatchway.container.EngineException;
import io.hatchway.container.ImageReference;
import io.hatchway.container.ImageSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the images that words mean, among those the caller may touch: of others nobody learns here. */
record ImageSelection(Engine engine, Predicate<Subject> permitted) {
    private static final int SHORTEST_ID = 12;

    /**
     * An image by one of its names.
     *
     * @param name as the engine has it, with its tag; where the image was asked for by its id, that
     */
    record Named(ImageSummary image, String name) {
        /** Its name taken apart; empty where it is an id. */
        Optional<ImageReference> reference() {
            return name.equals(image.id()) ? Optional.empty() : ImageReference.parse(name);
        }
    }

    List<ImageSummary> all() throws EngineException {
        return engine.inventory().images().stream()
                .filter(image -> permitted.test(ImagesCommand.subjectOf(image)))
                .toList();
    }

    /**
     * Those that the words name, each name once. A word is a name, with {@code :latest} where it has no tag; a pattern
     * over names with their tags; or an id's first {@value #SHORTEST_ID} digits.
     *
     * @throws CommandException when one of them names nothing
     */
    List<Named> of(List<String> words) throws EngineException, CommandException {
        List<ImageSummary> all = all();
        return Meant.by(
                words,
                word -> all.stream()
                        .flatMap(image -> names(word, image).stream())
                        .toList(),
                word -> nothing(word, all));
    }

    /** The one that a word names. */
    Named one(String word) throws EngineException, CommandException {
        List<Named> found = of(List.of(word));
        if (found.size() > 1) {
            throw CommandException.failed("'" + word + "' means " + found.size() + " images, and this is for one.");
        }
        return found.getFirst();
    }

    private static List<Named> names(String word, ImageSummary image) {
        String wanted = Selection.isPattern(word)
                ? word
                : ImageReference.parse(word)
                        .map(name -> name.tagged().toString())
                        .orElse(word);
        List<Named> named = image.tags().stream()
                .filter(tag -> Glob.matches(wanted, tag))
                .map(tag -> new Named(image, tag))
                .toList();
        if (!named.isEmpty()) {
            return named;
        }
        String digits = word.startsWith("sha256:") ? word.substring("sha256:".length()) : word;
        boolean byId =
                digits.matches("[0-9a-f]{" + SHORTEST_ID + ",64}") && image.id().startsWith("sha256:" + digits);
        return byId ? List.of(new Named(image, image.id())) : List.of();
    }

    private String nothing(String word, List<ImageSummary> all) {
        List<String> names = new ArrayList<>();
        // As they would be typed.
        all.forEach(each -> each.tags().forEach(tag -> names.add(tag.replaceFirst(":latest$", ""))));
        return "There is no image '" + word + "' on the engine '" + engine.name() + "'"
                + Nearest.hint(word, names)
                        .orElse(
                                ", or you may not do this with it. 'images' lists those you may see; 'pull' brings others.");
    }
}
