package io.hatchway.console;

import io.hatchway.access.Target;
import io.hatchway.container.Container;
import io.hatchway.container.EngineException;
import io.hatchway.container.OneOff;
import io.hatchway.container.Pty;
import io.hatchway.session.Printable;
import io.hatchway.session.Request;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a program in a container of its own. */
@Command(
        name = "run",
        description =
                "Run a program in a new container, with its input, output and exit code; on a terminal, with that."
                        + " When you go, it ends.")
final class RunCommand extends ConsoleCommand {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{1,127}");
    private static final String SHARED = "container:";

    /** How a volume is asked for. */
    static final String VOLUME = "VOLUME:PATH[:ro]";

    @Parameters(index = "0", paramLabel = "IMAGE", description = "Its name or id; it must be here.")
    private String image = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "WORD",
            description = "The program and its arguments; without any, what the image says.")
    private List<String> words = List.of();

    @Option(names = "--rm", description = "Remove the container when the program has ended.")
    private boolean removed;

    @Option(names = "--name", paramLabel = "NAME", description = "What the container is called.")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--network",
            paramLabel = "NETWORK",
            description = "A network's name, none, or container:NAME to share that container's.")
    private Optional<String> network = Optional.empty();

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME=VALUE",
            description = "A variable; may be given often.")
    private List<String> environment = List.of();

    @Option(
            names = {"-v", "--volume"},
            paramLabel = VOLUME,
            description = "A volume, and where it is in the container; may be given often.")
    private List<String> volumes = List.of();

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER",
            description = "As whom; without it, as the image says.")
    private Optional<String> user = Optional.empty();

    @Option(
            names = {"-w", "--workdir"},
            paramLabel = "PATH",
            description = "Where the program starts.")
    private Optional<String> folder = Optional.empty();

    @Option(names = "--entrypoint", paramLabel = "PROGRAM", description = "In the place of the image's.")
    private Optional<String> entrypoint = Optional.empty();

    @Option(
            names = {"-d", "--detach"},
            description = "Print the container's name and leave it running.")
    private boolean detached;

    @Option(names = "--no-init", description = "For images whose first process must be their own.")
    private boolean withoutInit;

    @Mixin
    private DockerHabit habit = new DockerHabit();

    RunCommand(Context context) {
        super(context);
    }

    @Override
    boolean takesAllBehindFirst() {
        return true;
    }

    /** What is printed is the program's. */
    @Override
    boolean speaksJson() {
        return false;
    }

    @Override
    public Integer call() throws Exception {
        if (detached) {
            habit.checkDetached();
        } else {
            habit.check(context().screen());
        }
        ImageSelection.Named chosen = images().one(image);
        if (chosen.image().labels().containsKey(Container.HELPER)) {
            throw CommandException.failed("The image '" + image + "' has the label " + Container.HELPER
                    + ", under which nobody would see its container. It is not run.");
        }
        RunRights rights = new RunRights(context(), name());
        InnerSession inside = new InnerSession(context());
        OneOff wish = wish(chosen, rights, detached ? Optional.empty() : inside.pty());
        rights.check(chosen.image(), wish, name.isPresent());
        if (rights.areLimited() && network.isEmpty()) {
            context().say("It has no network: name one with --network.");
        }
        return detached ? detach(wish) : attach(inside, wish);
    }

    private int attach(InnerSession inside, OneOff wish) throws InterruptedException {
        return inside.serve(
                context().grant(),
                new Request.Exec(name(), wish.pty()),
                session -> context()
                        .wiring()
                        .annexes()
                        .join(session, context().engine().oneOffs(), wish::tagged));
    }

    private int detach(OneOff wish) throws EngineException {
        Container made = context()
                .engine()
                .oneOffs()
                .make(wish.tagged(context().session().id()));
        context().engine().oneOffs().detach(made);
        context().out().println(Printable.text(made.name()));
        return Codes.OK;
    }

    private OneOff wish(ImageSelection.Named chosen, RunRights rights, Optional<Pty> pty)
            throws CommandException, EngineException {
        boolean limited = rights.areLimited();
        return new OneOff(
                // By its id nobody can put another image in its place meanwhile; by its name people know it.
                limited ? chosen.image().id() : chosen.name(),
                containerName(chosen),
                new OneOff.What(words, entrypoint, Variables.parse("--env", environment), user, folder),
                new OneOff.Where(network(limited), mounts(), limited),
                new OneOff.Life(!detached, removed, !withoutInit, ""),
                pty);
    }

    private String containerName(ImageSelection.Named from) throws CommandException {
        if (name.isPresent()) {
            if (!NAME.matcher(name.get()).matches() || name.get().equals(Target.CONSOLE)) {
                throw CommandException.usage("A container cannot be called '" + name.get()
                        + "': letters, digits, and behind the first of them _ . and -.");
            }
            return name.get();
        }
        byte[] random = new byte[4];
        RANDOM.nextBytes(random);
        String base = from.reference()
                .map(reference -> reference.path().replaceFirst(".*/", "") + "-")
                .orElse("");
        return base + "run-" + HexFormat.of().formatHex(random);
    }

    private OneOff.Network network(boolean limited) throws CommandException, EngineException {
        String wanted = network.orElse(limited ? "none" : "bridge");
        if (wanted.startsWith(SHARED)) {
            return new OneOff.Network.Of(
                    selection().one(wanted.substring(SHARED.length())).id());
        }
        return switch (wanted) {
            case "none" -> new OneOff.Network.None();
            case "host" -> new OneOff.Network.Host();
            default -> new OneOff.Network.Named(wanted);
        };
    }

    private List<OneOff.Mount> mounts() throws CommandException {
        List<OneOff.Mount> mounts = new ArrayList<>();
        for (String word : volumes) {
            String[] parts = word.split(":", -1);
            boolean named = parts.length > 1;
            String target = parts[named ? 1 : 0];
            boolean source =
                    !named || parts[0].startsWith("/") || NAME.matcher(parts[0]).matches();
            boolean options = parts.length < 3 || (parts.length == 3 && parts[2].matches("ro|rw"));
            if (!source || !options || !target.startsWith("/")) {
                throw CommandException.usage("--volume wants VOLUME:PATH or VOLUME:PATH:ro, with a volume's name and an"
                        + " absolute path in the container, and not '" + word + "'.");
            }
            mounts.add(new OneOff.Mount(
                    named ? Optional.of(parts[0]) : Optional.empty(),
                    target,
                    parts.length == 3 && parts[2].equals("ro")));
        }
        return mounts;
    }
}
