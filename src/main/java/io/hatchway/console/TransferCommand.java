package io.hatchway.console;

import io.hatchway.container.EngineException;
import io.hatchway.container.ImageReference;
import io.hatchway.container.Images;
import io.hatchway.container.RegistryLogin;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A command that moves images from or to registries, one after the other, with a line for each. */
abstract class TransferCommand extends ConsoleCommand {
    TransferCommand(Context context) {
        super(context);
    }

    /** Which; all of them are the caller's to move. */
    abstract List<ImageReference> chosen() throws CommandException, EngineException;

    /** Moves one. */
    abstract void move(ImageReference image, Optional<RegistryLogin> login, Images.Sink sink)
            throws EngineException, InterruptedException;

    /** What was done, as in "shop: pulled". */
    abstract String done();

    @Override
    public Integer call() throws Exception {
        Deeds deeds = deeds();
        for (ImageReference image : chosen()) {
            deeds.attempt(new Deeds.Thing("image", image.toString()), () -> moved(image));
        }
        return deeds.code();
    }

    private Deeds.Done moved(ImageReference image) throws CommandException, EngineException, InterruptedException {
        Optional<RegistryLogin> login = login(image);
        Progress progress = new Progress(context(), image.toString());
        try (progress) {
            move(image, login, progress);
        }
        return new Deeds.Done(done()).with("status", done()).with("digest", progress.digest());
    }

    private Optional<RegistryLogin> login(ImageReference image) throws CommandException {
        try {
            return context().wiring().logins().find(RegistryLogin.registryOf(image));
        } catch (IOException unreadable) {
            throw LoginCommand.unusable(unreadable);
        }
    }
}
