package io.hatchway.console;

import io.hatchway.container.ImageNews;
import io.hatchway.container.ImageReference;
import io.hatchway.container.Images;
import io.hatchway.container.RegistryLogin;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Builds an image from a context on stdin. */
@Command(
        name = "build",
        description = "Build an image; the context is a tar archive on stdin, also a compressed one:"
                + " tar c . | ssh admin@HOST build -t NAME -")
final class BuildCommand extends ConsoleCommand {
    @Parameters(paramLabel = "-", arity = "0..1", description = "Stdin, the one place a context comes from.")
    private String source = "-";

    @Option(
            names = {"-t", "--tag"},
            paramLabel = "NAME",
            description = "What the image is called; may be given often.")
    private List<String> names = List.of();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "PATH",
            description = "The recipe's place in the context; Dockerfile without it.")
    private String file = "Dockerfile";

    @Option(names = "--build-arg", paramLabel = "NAME=VALUE", description = "A variable of the recipe's.")
    private List<String> arguments = List.of();

    @Option(names = "--target", paramLabel = "STAGE", description = "The stage to stop at.")
    private Optional<String> target = Optional.empty();

    @Option(names = "--no-cache", description = "Use nothing of earlier builds.")
    private boolean fresh;

    @Option(names = "--pull", description = "Ask registries for newer base images.")
    private boolean pull;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print the image's id alone.")
    private boolean quiet;

    private String id = "";

    BuildCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws Exception {
        requireEverywhere("You may not build images: a recipe can read any image there is, so it takes a role over all"
                + " containers. Ask the operator to grant it.");
        if (!source.equals("-")) {
            throw CommandException.usage(
                    "Your files are on your side: send them. tar c . | ssh admin@HOST build -t NAME -");
        }
        if (!context().isPiped()) {
            throw CommandException.usage("'build' reads its context from stdin, and a terminal has none:"
                    + " tar c . | ssh admin@HOST build -t NAME -");
        }
        Images.Build wish = new Images.Build(
                names(), file, target, Variables.parse("--build-arg", arguments), fresh, pull, logins());
        try (InputStream archive = new WholeInput(context())) {
            context().engine().images().build(wish, archive, this::tell);
        }
        if (context().forPrograms()) {
            deeds().tell(new Deeds.Thing("image", id), new Deeds.Done("built"));
        } else if (quiet) {
            context().out().println(id);
        }
        return Codes.OK;
    }

    private List<ImageReference> names() throws CommandException {
        List<ImageReference> images = new ArrayList<>();
        for (String name : names) {
            images.add(ImageNames.parsed(name).tagged());
        }
        return images;
    }

    private List<RegistryLogin> logins() throws CommandException {
        try {
            return context().wiring().logins().all();
        } catch (IOException unreadable) {
            throw LoginCommand.unusable(unreadable);
        }
    }

    private void tell(ImageNews news) throws InterruptedException {
        switch (news) {
            case ImageNews.Text(String text) -> print(text);
            case ImageNews.Layer layer -> {}
            case ImageNews.Result(String made) -> id = made;
        }
    }

    /** What programs in the build printed comes in pieces of any length, with their line breaks. */
    private void print(String text) throws InterruptedException {
        if (quiet) {
            return;
        }
        boolean json = context().forPrograms();
        for (String line : text.split("(?<=\n)", -1)) {
            if (json && !line.isBlank()) {
                context().out().println(Json.of(Map.of("text", line.stripTrailing())));
            } else if (!json) {
                boolean whole = line.endsWith("\n");
                context().out().print(LogText.fit(whole ? line.substring(0, line.length() - 1) : line));
                if (whole) {
                    context().out().println();
                }
            }
        }
        context().flush();
    }
}
