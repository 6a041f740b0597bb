package io.hatchway.console;

import io.hatchway.access.Policy;
import io.hatchway.audit.AuditEvent;
import io.hatchway.container.OneOff;
import io.hatchway.container.OneOffs;
import io.hatchway.registry.RegistryLogins;
import io.hatchway.session.Exit;
import io.hatchway.session.Session;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the gateway lends its console.
 *
 * @param version the gateway's
 * @param policy who may enter a container from here
 * @param rights what is written about that, to be shown and changed
 * @param logins what registries are shown
 * @param audit hears of every command and its outcome; never blocks long
 * @param histories the folder of what people typed; its parent exists
 * @param watchroom what the gateway itself is looked after with
 */
public record Wiring(
        String version,
        Engine engine,
        Supplier<Policy> policy,
        Rights rights,
        Rooms rooms,
        Annexes annexes,
        RegistryLogins logins,
        Consumer<AuditEvent> audit,
        Path histories,
        Watchroom watchroom) {

    /** Serves a session in a container to its end; may block for as long as that lasts. */
    public interface Rooms {
        Exit serve(Session session);
    }

    /** Serves a session in a container that is made for it, to its end; may block for as long as that lasts. */
    public interface Annexes {
        Exit join(Session session, OneOffs oneOffs, Function<String, OneOff> wish);
    }
}
