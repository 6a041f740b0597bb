package io.hatchway.console;

import io.hatchway.container.EngineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes images as an archive. It changes nothing, but what leaves with it is not to leave unrecorded. */
@Command(
        name = "save",
        description = "Write images as one tar archive to stdout: ssh admin@HOST save NAME > images.tar")
final class SaveCommand extends ConsoleCommand {
    private static final Logger LOG = LoggerFactory.getLogger(SaveCommand.class);

    @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "Names, ids or patterns.")
    private List<String> names = List.of();

    SaveCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws Exception {
        if (!context().isPiped()) {
            throw CommandException.usage("'save' writes an archive, and no terminal can read one:"
                    + " ssh admin@HOST save NAME > images.tar");
        }
        List<String> chosen =
                images().of(names).stream().map(ImageSelection.Named::name).toList();
        try {
            context().engine().images().save(chosen, context().session().out());
            context().session().out().flush();
            tell(chosen);
            return Codes.OK;
        } catch (EngineException failed) {
            throw failed;
        } catch (UncheckedIOException | IOException gone) {
            LOG.debug(
                    "session {}: nobody takes the archive", context().session().id(), gone);
            throw new EnoughException();
        }
    }

    /** Stdout is the archive: a program hears on stderr that it is whole. */
    private void tell(List<String> chosen) {
        if (context().forPrograms()) {
            Deeds deeds = deeds();
            chosen.forEach(image -> context()
                    .screen()
                    .err()
                    .println(Json.of(deeds.row(new Deeds.Thing("image", image), new Deeds.Done("saved")))));
        }
    }
}
