package io.hatchway.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.access.Secret;
import io.hatchway.container.ImageReference;
import io.hatchway.container.RegistryLogin;
import io.hatchway.session.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps a login at a registry, or lists those that are kept. */
@Command(
        name = "login",
        description = "Keep a login at a registry for pull, push and build, once the registry took it. The password is"
                + " one line on stdin, or typed unseen. Without a registry: list the logins.")
final class LoginCommand extends ConsoleCommand {
    private static final int LONGEST_PASSWORD = 16 * 1024;
    private static final int INTERRUPT = 3;
    private static final int END = 4;
    private static final int BACKSPACE = 127;

    @Parameters(
            paramLabel = "REGISTRY",
            arity = "0..1",
            description = "Its host, with a port where it has one; default for the engine's default registry.")
    private Optional<String> registry = Optional.empty();

    @Option(
            names = {"-u", "--username"},
            paramLabel = "USER",
            description = "As whom.")
    private Optional<String> user = Optional.empty();

    LoginCommand(Context context) {
        super(context);
    }

    static CommandException unusable(IOException failed) {
        return CommandException.failed(String.valueOf(failed.getMessage()));
    }

    /** A registry that a command names, which has to be the caller's, by the one name it has here. */
    static String checked(ConsoleCommand command, String registry) throws CommandException {
        if (!ImageReference.isHost(registry)) {
            throw CommandException.usage("'" + registry
                    + "' is no registry. It is a host, with a port where it has one, and nothing before or behind.");
        }
        String known = RegistryLogin.known(registry);
        if (!command.mayName(known)) {
            throw ImageNames.notYours("change the login at '" + known + "'");
        }
        return known;
    }

    @Override
    public Integer call() throws Exception {
        if (registry.isEmpty()) {
            return list();
        }
        String where = checked(this, registry.get());
        String who = user.orElseThrow(() -> CommandException.usage("As whom? Add --username USER."));
        RegistryLogin login = new RegistryLogin(where, who, password(), false);
        Deeds deeds = deeds();
        deeds.attempt(new Deeds.Thing("registry", where), () -> {
            keep(context().engine().images().check(login));
            return new Deeds.Done("logged in as " + who).with("user", who);
        });
        return deeds.code();
    }

    private void keep(RegistryLogin login) throws CommandException {
        try {
            context().wiring().logins().keep(login);
        } catch (IOException unwritten) {
            throw unusable(unwritten);
        }
    }

    private int list() throws CommandException {
        List<RegistryLogin> mine;
        try {
            mine = context().wiring().logins().all().stream()
                    .filter(login -> mayName(login.registry()))
                    .toList();
        } catch (IOException unreadable) {
            throw unusable(unreadable);
        }
        if (context().forPrograms()) {
            context()
                    .out()
                    .println(Json.of(mine.stream()
                            .map(login -> Map.of("registry", login.registry(), "user", login.user()))
                            .toList()));
        } else {
            mine.forEach(login -> context().out().println(Printable.text(login.registry() + "  " + login.user())));
        }
        return Codes.OK;
    }

    private Secret password() throws CommandException, InterruptedException {
        boolean typed = context().screen().terminal().isPresent();
        if (typed) {
            context().out().print("Password: ");
            context().flush();
        }
        try (InputStream in = context().input().get()) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next; (next = in.read()) >= 0 && next != '\n' && next != '\r'; ) {
                if (typed && (next == INTERRUPT || (next == END && line.size() == 0))) {
                    throw new InterruptedException();
                }
                take(line, next, typed);
            }
            if (line.size() == 0) {
                throw CommandException.usage("No password came on stdin. Send it as one line: ... login "
                        + registry.get() + " --username " + user.orElse("USER") + " < FILE");
            }
            return Secret.of(line.toByteArray());
        } catch (IOException gone) {
            throw new InterruptedException();
        } finally {
            if (typed) {
                context().out().println();
            }
        }
    }

    private static void take(ByteArrayOutputStream line, int next, boolean typed) throws CommandException {
        if (typed && (next == BACKSPACE || next == '\b')) {
            String kept = line.toString(UTF_8);
            line.reset();
            line.writeBytes(kept.substring(0, Math.max(0, kept.length() - 1)).getBytes(UTF_8));
        } else if (line.size() == LONGEST_PASSWORD) {
            throw CommandException.usage("The password is longer than " + LONGEST_PASSWORD + " bytes.");
        } else {
            line.write(next);
        }
    }
}
