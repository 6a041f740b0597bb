package io.hatchway.container;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** An engine of our own making: containers by name, programs that do as they are told. */
public final class FakeContainers implements Containers {
    /** Fails calls the way an engine does. */
    public interface Refusal {
        void check() throws EngineException;
    }

    public final Map<String, Container> byName = new ConcurrentHashMap<>();
    public final Map<String, byte[]> files = new ConcurrentHashMap<>();
    public final List<Launch> launches = Collections.synchronizedList(new ArrayList<>());
    /** What the next programs started are, in order; without one a program that waits for its end. */
    public final BlockingQueue<FakeProgram> programs = new LinkedBlockingQueue<>();
    /** The programs started, for a test to talk to. */
    public final BlockingQueue<FakeProgram> started = new LinkedBlockingQueue<>();
    /** The tags of the sessions swept. */
    public final BlockingQueue<String> swept = new LinkedBlockingQueue<>();

    /** Who follows the events; a test tells them. */
    public final List<Consumer<ContainerEvent>> listeners = new CopyOnWriteArrayList<>();

    public volatile Refusal onFind = () -> {};
    public volatile Refusal onStart = () -> {};
    public volatile Refusal onStillRuns = () -> {};
    public final Map<String, Refusal> onSweep = new ConcurrentHashMap<>();

    /** A running container named {@code web}, without labels. */
    public static Container web() {
        return container("web", Container.State.RUNNING, "running", Map.of());
    }

    public static Container container(
            String name, Container.State state, String stateText, Map<String, String> labels) {
        return new Container(
                "local", "id-of-" + name, name, "sha256:image", state, stateText, labels, List.of("/bin"), "", 0);
    }

    /** An engine that has these containers. */
    public static FakeContainers with(Container... containers) {
        FakeContainers fake = new FakeContainers();
        for (Container container : containers) {
            fake.byName.put(container.name(), container);
        }
        return fake;
    }

    @Override
    public String engine() {
        return "local";
    }

    @Override
    public Optional<Container> find(String name) throws EngineException {
        onFind.check();
        return Optional.ofNullable(byName.get(name));
    }

    @Override
    public Program start(Container container, Launch launch) throws EngineException {
        onStart.check();
        launches.add(launch);
        FakeProgram next = programs.poll();
        FakeProgram program = next == null ? new FakeProgram() : next;
        started.add(program);
        return program;
    }

    /** The containers that have ended since they were found, by id. */
    public final Set<String> ended = ConcurrentHashMap.newKeySet();

    /** What the next connections into containers are, in order; without one nothing answers. */
    public final BlockingQueue<Duplex> connections = new LinkedBlockingQueue<>();

    /** Where connections were made to. */
    public final BlockingQueue<Destination> dialled = new LinkedBlockingQueue<>();

    @Override
    public Duplex dial(Container container, Optional<String> user, Destination place, Predicate<InetAddress> allowed)
            throws UnreachableException {
        dialled.add(place);
        Duplex next = connections.poll();
        if (next == null) {
            throw new UnreachableException("Nothing answers at " + place + ".", new IOException("refused"));
        }
        return next;
    }

    @Override
    public Listening listen(Container container, Optional<String> user, Destination place) throws UnreachableException {
        throw new UnreachableException("Nothing can listen at " + place + ".", new IOException("refused"));
    }

    @Override
    public Tools tools(Container beside) throws EngineException {
        throw new EngineException(EngineException.Kind.NOT_FOUND, "There is no image with tools.");
    }

    @Override
    public boolean stillRuns(Container then) throws EngineException {
        onStillRuns.check();
        return !ended.contains(then.id());
    }

    @Override
    public Optional<byte[]> readFile(Container container, String path, int limit) {
        return Optional.ofNullable(files.get(path));
    }

    /** The user the images name; empty is root. */
    public volatile String imageUser = "";

    /** A container without any files. */
    @Override
    public Archive archive(Container container) {
        return new Archive() {
            @Override
            public Setting setting() {
                return new Setting(imageUser, Optional.empty(), "/", Set.of(), Set.of(), false, false);
            }

            @Override
            public Optional<Glimpse> look(byte[] path) {
                return Optional.empty();
            }

            @Override
            public Optional<InputStream> get(byte[] path) {
                return Optional.empty();
            }

            @Override
            public void put(byte[] folder, InputStream tar, boolean overFolders) throws EngineException {
                throw new EngineException(EngineException.Kind.REFUSED, "There is no such folder.");
            }
        };
    }

    @Override
    public AutoCloseable follow(Consumer<ContainerEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public boolean sweep(String containerId, String tag) throws EngineException {
        Refusal refusal = onSweep.get(tag);
        if (refusal != null) {
            refusal.check();
        }
        swept.add(tag);
        return true;
    }
}
