package io.hatchway.console;

import io.hatchway.container.ImageReference;

/** Names of images that somebody typed. */
final class ImageNames {
    private ImageNames() {}

    static ImageReference parsed(String text) throws CommandException {
        return ImageReference.parse(text)
                .orElseThrow(() -> CommandException.usage(
                        "'" + text + "' is no image's name. It is [REGISTRY/]NAME[:TAG], the name in lower case."));
    }

    /**
     * The image, unless the caller may not use its name.
     *
     * @param deed what is done with an image of that name
     */
    static ImageReference yours(ConsoleCommand command, ImageReference image, String deed) throws CommandException {
        if (!command.mayName(image.toString(), image.repository())) {
            throw notYours(deed + " an image named '" + image + "'");
        }
        return image;
    }

    static CommandException notYours(String what) {
        return CommandException.denied(
                "You may not " + what + ": no role of yours speaks of that name. Ask the operator to grant it.");
    }
}
