package io.hatchway.console;

import io.hatchway.access.CommandAccess;
import io.hatchway.audit.AuditTrail;
import io.hatchway.audit.KeptRecordings;
import io.hatchway.audit.KeptRecordings.Kept;
import io.hatchway.container.ContainerSummary;
import io.hatchway.container.EngineException;
import io.hatchway.session.Session;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The recordings the caller may know of: all, for whoever may do everything; else those of sessions in containers that
 * are still there and that the command may touch. What a container was that is gone, nobody can tell any more.
 *
 * @param command by whose grant
 */
record Shelf(Context context, String command) {
    private static final int SHORTEST_ID = 6;

    /** All that may be seen, the oldest first. */
    List<Kept> all() throws IOException, EngineException, InterruptedException {
        return permitted(new KeptRecordings(context.wiring().watchroom().state()).all());
    }

    /** The one of the session whose id begins so. */
    Kept one(String id) throws IOException, EngineException, InterruptedException, CommandException {
        List<Kept> named = id.length() < SHORTEST_ID
                ? List.of()
                : new KeptRecordings(context.wiring().watchroom().state())
                        .all().stream()
                                .filter(each -> each.session().startsWith(id))
                                .toList();
        List<Kept> found = permitted(named);
        if (found.isEmpty()) {
            throw CommandException.unknown(
                    "There is no recording of a session '" + id + "'. 'sessions recordings' lists those you may see.");
        }
        if (found.size() > 1) {
            throw CommandException.failed(
                    "'" + id + "' means " + found.size() + " recordings. Give more digits of the id.");
        }
        return found.getFirst();
    }

    private List<Kept> permitted(List<Kept> kept) throws IOException, EngineException, InterruptedException {
        CommandAccess commands = context.grant().commands();
        if (commands.isUnlimited() || kept.isEmpty()) {
            return kept;
        }
        Map<String, String> containers = containers(kept.getFirst().began());
        for (Session session : context.wiring().watchroom().running().get()) {
            containers.put(session.id(), session.containerId());
        }
        Map<String, ContainerSummary> there = new HashMap<>();
        context.engine().inventory().containers().forEach(each -> there.put(each.id(), each));
        return kept.stream()
                .filter(each -> Optional.ofNullable(containers.get(each.session()))
                        .map(there::get)
                        .filter(container -> commands.permits(command, container.subject()))
                        .isPresent())
                .toList();
    }

    /** The containers of sessions that began since then, by the sessions' ids. */
    private Map<String, String> containers(Instant since) throws IOException, InterruptedException {
        Map<String, String> containers = new HashMap<>();
        AuditTrail trail = new AuditTrail(context.wiring().watchroom().state());
        trail.read(
                new AuditTrail.Part(Optional.of(since.minusSeconds(60)), OptionalInt.empty()),
                line -> true,
                line -> AuditLine.parse(line)
                        .filter(parsed -> parsed.text("event").equals("session.start"))
                        .ifPresent(parsed -> containers.put(parsed.text("sid"), parsed.text("container"))));
        return containers;
    }
}
