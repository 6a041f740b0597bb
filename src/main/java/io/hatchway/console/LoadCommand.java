package io.hatchway.console;

import io.hatchway.container.ImageNews;
import io.hatchway.session.Printable;
import java.io.InputStream;
import java.util.Map;
import picocli.CommandLine.Command;

/** Takes in images from an archive. */
@Command(
        name = "load",
        description = "Take in images from a tar archive on stdin, also a compressed one:"
                + " ssh admin@HOST load < images.tar")
final class LoadCommand extends ConsoleCommand {
    LoadCommand(Context context) {
        super(context);
    }

    @Override
    public Integer call() throws Exception {
        requireEverywhere("You may not load archives: one can replace any image there is, so it takes a role over all"
                + " containers. Ask the operator to grant it.");
        if (!context().isPiped()) {
            throw CommandException.usage(
                    "'load' reads an archive from stdin, and a terminal has none: ssh admin@HOST load < images.tar");
        }
        try (InputStream archive = new WholeInput(context())) {
            context().engine().images().load(archive, this::tell);
        }
        return Codes.OK;
    }

    private void tell(ImageNews news) throws InterruptedException {
        switch (news) {
            case ImageNews.Text(String text) -> {
                for (String line : text.strip().split("\n", -1)) {
                    context().out().println(context().forPrograms() ? Json.of(row(line)) : Printable.text(line));
                }
                context().flush();
            }
            case ImageNews.Layer layer -> {}
            case ImageNews.Result result -> {}
        }
    }

    private Map<String, Object> row(String line) {
        String image = line.replaceFirst("^Loaded image(?: ID)?: ", "");
        return deeds().row(new Deeds.Thing("image", image), new Deeds.Done("loaded").with("status", "loaded"));
    }
}
