package io.hatchway.console;

import io.hatchway.container.EngineException;
import io.hatchway.container.ImageReference;
import io.hatchway.container.Images;
import io.hatchway.container.RegistryLogin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Brings images from registries. */
@Command(name = "pull", description = "Bring images from registries, with the login that 'login' keeps for each.")
final class PullCommand extends TransferCommand {
    @Parameters(
            paramLabel = "IMAGE",
            arity = "1..*",
            description = "Their names: [REGISTRY/]NAME[:TAG], or with a digest behind @.")
    private List<String> names = List.of();

    PullCommand(Context context) {
        super(context);
    }

    @Override
    List<ImageReference> chosen() throws CommandException {
        List<ImageReference> images = new ArrayList<>();
        for (String name : names) {
            // What is pulled takes the place of what has the name, whoever uses that.
            images.add(ImageNames.yours(this, ImageNames.parsed(name).tagged(), "bring"));
        }
        return images;
    }

    @Override
    void move(ImageReference image, Optional<RegistryLogin> login, Images.Sink sink)
            throws EngineException, InterruptedException {
        context().engine().images().pull(image, login, sink);
    }

    @Override
    String done() {
        return "pulled";
    }
}
