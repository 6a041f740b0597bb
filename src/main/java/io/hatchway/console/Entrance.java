package io.hatchway.console;

import io.hatchway.access.Decision;
import io.hatchway.access.Grant;
import io.hatchway.container.ContainerSummary;
import io.hatchway.container.Pty;
import io.hatchway.session.Request;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the console into a container and back: a session of its own, granted as if its login had been used at the door. */
record Entrance(Context context) {
    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

    /**
     * Opens a shell, or runs a command line, and waits for its end.
     *
     * @param user as whom, where it is not the image's own
     * @param words the command's; empty for a shell
     * @return the program's exit code
     * @throws CommandException when its login is not the caller's to open, or it does not run
     */
    int open(ContainerSummary chosen, Optional<String> user, List<String> words)
            throws CommandException, InterruptedException {
        Grant granted = granted(user.map(name -> chosen.name() + "+" + name).orElse(chosen.name()));
        Optional<String> closed = whyClosed(chosen);
        if (closed.isPresent()) {
            throw CommandException.denied(closed.get());
        }
        List<String> masked = Secrets.maskedProgram(words);
        InnerSession inside =
                new InnerSession(context, masked.equals(words) ? Optional.empty() : Optional.of(line(masked)));
        Optional<Pty> pty = granted.restrictions().pty() ? inside.pty() : Optional.empty();
        Request request = words.isEmpty() ? new Request.Shell(pty) : new Request.Exec(line(words), pty);
        return inside.serve(granted, request, context.wiring().rooms()::serve);
    }

    /** As at a login, with what to do about it from here; what changes by itself is left to the session. */
    private static Optional<String> whyClosed(ContainerSummary container) {
        String name = container.name();
        return switch (container.state()) {
            case "paused" ->
                Optional.of("The container " + name
                        + " is paused, so nothing can be started in it. Let it go on with: unpause " + name);
            case "created", "exited", "dead" ->
                Optional.of("The container " + name + " is not running: " + container.status()
                        + ". Start it with: start " + name);
            default -> Optional.empty();
        };
    }

    private static String line(List<String> words) {
        return words.stream().map(ExecCommand::quoted).collect(Collectors.joining(" "));
    }

    /**
     * What the caller may do where that login leads.
     *
     * @throws CommandException when it is not the caller's to open
     */
    Grant granted(String login) throws CommandException {
        return switch (context.wiring()
                .policy()
                .get()
                .beside(context.grant(), login, context.engine().containers()::lookup, Instant.now())) {
            case Decision.Allowed(Grant grant) -> grant;
            case Decision.Denied(String reason) -> {
                LOG.warn("session {} may not open {}: {}", context.session().id(), login, reason);
                throw CommandException.denied("You may not open '" + login
                        + "' from here: the console's grant is not the container's, or it asks for a code, a touch"
                        + " or a PIN that the console did not. Try ssh " + login
                        + "@HOST, or ask its operator; an admin grants it with: keys add " + login);
            }
        };
    }
}
