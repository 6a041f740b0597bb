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

/** Sends images to registries. */
@Command(
        name = "push",
        description = "Send images to the registries their names say, with the login that 'login' keeps for each.")
final class PushCommand extends TransferCommand {
    @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "Names or patterns, such as 'HOST:5000/shop-*'.")
    private List<String> names = List.of();

    PushCommand(Context context) {
        super(context);
    }

    @Override
    List<ImageReference> chosen() throws CommandException, EngineException {
        List<ImageReference> images = new ArrayList<>();
        for (ImageSelection.Named chosen : images().of(names)) {
            ImageReference image = chosen.reference()
                    .filter(name -> name.tag().isPresent())
                    .orElseThrow(() -> CommandException.failed("'" + chosen.name()
                            + "' has no name to be pushed under. Give it one: tag " + Text.shortId(chosen.name())
                            + " REGISTRY/NAME:TAG"));
            // The login is the gateway's: with it nobody pushes under a name that is not his.
            images.add(ImageNames.yours(this, image, "push"));
        }
        return images;
    }

    @Override
    void move(ImageReference image, Optional<RegistryLogin> login, Images.Sink sink)
            throws EngineException, InterruptedException {
        context().engine().images().push(image, login, sink);
    }

    @Override
    String done() {
        return "pushed";
    }
}
