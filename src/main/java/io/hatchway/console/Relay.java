package io.hatchway.console;

import io.hatchway.container.Size;
import io.hatchway.session.Foreground;
import java.util.Optional;

/** What the client does beside typing, for the console itself or for what runs inside it at the moment. */
final class Relay implements Foreground {
    private final Foreground console;
    private volatile Optional<Foreground> inside = Optional.empty();

    Relay(Foreground console) {
        this.console = console;
    }

    /** Tells another until that is closed. */
    Passage to(Foreground other) {
        inside = Optional.of(other);
        return () -> inside = Optional.empty();
    }

    /** The time during which another is told. */
    interface Passage extends AutoCloseable {
        @Override
        void close();
    }

    @Override
    public void resize(Size size) {
        // The console has to know it when it is back.
        console.resize(size);
        inside.ifPresent(other -> other.resize(size));
    }

    @Override
    public void signal(String name) {
        inside.orElse(console).signal(name);
    }

    @Override
    public void readerGone() {
        inside.orElse(console).readerGone();
    }
}
