package io.hatchway.console;

import io.hatchway.container.EngineException;
import io.hatchway.container.ImageReference;
import io.hatchway.container.Images;
import io.hatchway.container.RegistryLogin;
import io.hatchway.session.Printable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A command that moves images from or to registries, one after the other, with a line for each. */
abstract class TransferCommand extends ConsoleCommand {
    @Option(names = "--json", description = "One JSON object for every step, and one for every image.")
    private boolean json;

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
        int code = Codes.OK;
        for (ImageReference image : chosen()) {
            Optional<RegistryLogin> login = login(image);
            Progress progress = new Progress(context(), image.toString(), json);
            try {
                try (progress) {
                    move(image, login, progress);
                }
                tell(image, progress.digest());
            } catch (EngineException refused) {
                refused.throwIfInterrupted();
                code = Codes.of(refused);
                context().complain(image + ": " + refused.sentence(), code);
                if (refused.kind() == EngineException.Kind.AWAY) {
                    return code;
                }
            }
        }
        return code;
    }

    private Optional<RegistryLogin> login(ImageReference image) throws CommandException {
        try {
            return context().wiring().logins().find(RegistryLogin.registryOf(image));
        } catch (IOException unreadable) {
            throw LoginCommand.unusable(unreadable);
        }
    }

    private void tell(ImageReference image, String digest) throws InterruptedException {
        if (json) {
            Map<String, Object> keys = new LinkedHashMap<>();
            keys.put("image", image.toString());
            keys.put("status", done());
            keys.put("digest", digest);
            context().out().println(Json.of(keys));
        } else {
            context().out().println(Printable.text(image + ": " + done()));
        }
        context().flush();
    }
}
