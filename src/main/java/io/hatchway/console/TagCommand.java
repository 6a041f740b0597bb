package io.hatchway.console;

import io.hatchway.container.ImageReference;
import io.hatchway.container.ImageSummary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Gives images further names. */
@Command(
        name = "tag",
        description = "Give images further names: a tag alone, such as stable, for the same name with that tag.")
final class TagCommand extends ConsoleCommand {
    @Parameters(
            index = "0",
            paramLabel = "IMAGE",
            description = "Its name or id, or a pattern, such as 'shop-*:latest'.")
    private String source = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "TAG",
            description = "Tags, or names with a tag: [REGISTRY/]NAME:TAG.")
    private List<String> targets = List.of();

    TagCommand(Context context) {
        super(context);
    }

    private record Naming(ImageSelection.Named from, ImageReference to) {}

    /** Everything is checked before anything is done. */
    @Override
    public Integer call() throws Exception {
        List<ImageSelection.Named> chosen = images().of(List.of(source));
        List<ImageSummary> everything = context().engine().inventory().images();
        Map<String, Naming> namings = new LinkedHashMap<>();
        for (ImageSelection.Named from : chosen) {
            for (String target : targets) {
                Naming naming = new Naming(from, target(from, target));
                checkRights(naming.to(), everything);
                Naming other = namings.putIfAbsent(naming.to().toString(), naming);
                if (other != null
                        && !other.from().image().id().equals(from.image().id())) {
                    throw CommandException.failed(
                            "'" + source + "' means " + other.from().name() + " and "
                                    + from.name() + ", which are not the same image, and both would be " + naming.to()
                                    + ". Nothing was done.");
                }
            }
        }
        return apply(List.copyOf(namings.values()));
    }

    private static ImageReference target(ImageSelection.Named from, String target) throws CommandException {
        String word = target.startsWith(":") ? target.substring(1) : target;
        if (ImageReference.isTag(word)) {
            return from.reference()
                    .orElseThrow(() -> CommandException.failed("'" + from.name()
                            + "' has no name that could have the tag '" + word + "'. Give a whole one: NAME:" + word))
                    .withTag(word);
        }
        ImageReference name = ImageNames.parsed(target);
        if (name.digest().isPresent()) {
            throw CommandException.usage("'" + target + "' names a content, and that nobody can choose. Leave @ away.");
        }
        return name.tagged();
    }

    /** A name is what others deploy by; and the image that has it now loses it. */
    private void checkRights(ImageReference to, List<ImageSummary> everything) throws CommandException {
        boolean mayTakeIt = everything.stream()
                .filter(image -> image.tags().contains(to.toString()))
                .allMatch(image -> mayTouch(ImagesCommand.subjectOf(image)));
        if (!mayName(to.toString(), to.repository()) || !mayTakeIt) {
            throw ImageNames.notYours("name an image '" + to + "'");
        }
    }

    private int apply(List<Naming> namings) throws InterruptedException {
        Deeds deeds = deeds();
        for (Naming naming : namings) {
            String from = naming.from().name();
            String to = naming.to().toString();
            deeds.attempt(new Deeds.Thing("image", from, from, from + ": not tagged " + to), () -> {
                context().engine().images().tag(naming.from().image().id(), naming.to());
                return new Deeds.Done("tagged " + to).with("tag", to);
            });
        }
        int left = namings.size() - deeds.done();
        if (left > 0) {
            context().say(left + " of " + namings.size() + " were not tagged.");
        }
        return deeds.code();
    }
}
