package io.hatchway.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import io.hatchway.container.ContainerEvent;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows an engine's events for as long as the gateway runs, through every absence of the engine. */
final class EventStream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final DockerClient docker;
    private final Consumer<ContainerEvent> listener;
    private final Thread follower;

    EventStream(DockerClient docker, Consumer<ContainerEvent> listener) {
        this.docker = docker;
        this.listener = listener;
        this.follower = Thread.ofVirtual().name("engine-events").start(this::follow);
    }

    private void follow() {
        try {
            while (true) {
                try (ResultCallback.Adapter<Event> events = docker.eventsCmd()
                        .withEventTypeFilter(EventType.CONTAINER)
                        .withEventFilter("pause", "unpause")
                        .exec(new Heard())) {
                    events.awaitCompletion();
                } catch (RuntimeException | java.io.IOException away) {
                    LOG.debug("the engine's events broke off", away);
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException closed) {
            // nobody listens any more
        }
    }

    @Override
    public void close() {
        follower.interrupt();
    }

    private final class Heard extends ResultCallback.Adapter<Event> {
        @Override
        public void onNext(Event event) {
            String id = String.valueOf(event.getId());
            switch (String.valueOf(event.getStatus())) {
                case "pause" -> listener.accept(new ContainerEvent.Paused(id));
                case "unpause" -> listener.accept(new ContainerEvent.Unpaused(id));
                default -> LOG.debug("an event that was not asked for: {}", event.getStatus());
            }
        }
    }
}
