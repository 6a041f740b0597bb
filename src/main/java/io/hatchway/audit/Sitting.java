package io.hatchway.audit;

import io.hatchway.access.Target;
import io.hatchway.container.Container;
import io.hatchway.session.Request;
import io.hatchway.session.Session;
import java.util.Optional;

/**
 * What records say of a session: who, from where, what it opens and asks for.
 *
 * @param request {@code shell} or {@code exec}
 * @param command what is run, of any length and content; not on a console, which tells of its commands itself, with what
 *     is secret in them masked; so it is in what is run from there
 * @param original what the client asked for where its key's line put another command in its place
 */
public record Sitting(
        Peer peer,
        long channel,
        String session,
        Who who,
        Optional<Place> place,
        Optional<String> user,
        boolean terminal,
        String request,
        Optional<String> command,
        Optional<String> original) {

    /** A container, by the id that never comes to mean another one. */
    public record Place(String engine, String id, String name, String image) {
        static Place of(Container container) {
            return new Place(container.engine(), container.id(), container.name(), container.imageId());
        }
    }

    static Sitting of(Session session) {
        Request request = session.request();
        return new Sitting(
                Peer.of(session.connection()),
                session.connection().channel(),
                session.id(),
                Who.of(session.grant()),
                session.container().map(Place::of),
                switch (session.grant().target()) {
                    case Target.Container(String name, Optional<String> user) -> user;
                    case Target.Console console -> Optional.empty();
                },
                request.pty().isPresent(),
                switch (request) {
                    case Request.Shell shell -> "shell";
                    case Request.Exec exec -> "exec";
                    case Request.Subsystem subsystem -> "subsystem";
                },
                session.grant().target() instanceof Target.Console ? Optional.empty() : command(session),
                session.originalCommand().map(line -> session.written().orElse(line)));
    }

    private static Optional<String> command(Session session) {
        Optional<String> command = command(session.request());
        // What a key's line put in its place has nothing of it.
        return session.originalCommand().isPresent()
                ? command
                : command.map(line -> session.written().orElse(line));
    }

    private static Optional<String> command(Request request) {
        return switch (request) {
            case Request.Shell shell -> Optional.empty();
            case Request.Exec(String line, var pty) -> Optional.of(line);
            case Request.Subsystem(String name, var pty) -> Optional.of(name);
        };
    }
}
