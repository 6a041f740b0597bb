package io.hatchway.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import io.hatchway.container.Archive;
import io.hatchway.container.Container;
import io.hatchway.container.ContainerEvent;
import io.hatchway.container.Containers;
import io.hatchway.container.Destination;
import io.hatchway.container.Duplex;
import io.hatchway.container.EngineException;
import io.hatchway.container.EngineException.Kind;
import io.hatchway.container.Events;
import io.hatchway.container.Images;
import io.hatchway.container.Inventory;
import io.hatchway.container.Launch;
import io.hatchway.container.Lifecycle;
import io.hatchway.container.Listening;
import io.hatchway.container.Logs;
import io.hatchway.container.OneOffs;
import io.hatchway.container.Program;
import io.hatchway.container.Stats;
import io.hatchway.container.Tools;
import io.hatchway.container.UnreachableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The containers of one Docker Engine. */
public final class DockerContainers implements Containers, AutoCloseable {
    private final String name;
    private final EngineEndpoint address;
    private final EngineHttp http;
    private final DockerClient docker;
    private final ContainerFiles files;
    private final HelperContainers helpers;
    private final Thread sweeper;
    private final DockerPrograms programs;
    private final Networks networks;
    private final DockerOneOffs oneOffs;
    private final Optional<String> ownContainer;

    /**
     * Speaks to nobody yet: an engine that is away now may be back when it is needed.
     *
     * @param name the engine's name in the configuration
     * @param helperImage an image with {@code sh} and {@code grep} whose containers may reach the processes of others;
     *     empty means the gateway's own image when it runs in a container
     */
    public DockerContainers(String name, EngineEndpoint address, Optional<String> helperImage) {
        this(name, address, helperImage, OwnContainer.id());
    }

    DockerContainers(String name, EngineEndpoint address, Optional<String> helperImage, Optional<String> ownContainer) {
        this.ownContainer = ownContainer;
        this.name = name;
        this.address = address;
        this.http = new EngineHttp(address);
        this.docker = EngineLibrary.over(http);
        Execs execs = new Execs(http, docker);
        this.files = new ContainerFiles(http);
        this.helpers = new HelperContainers(http, docker, helperImage, ownContainer);
        this.sweeper = Thread.ofVirtual().name("helper-sweep").unstarted(helpers::sweep);
        this.programs = new DockerPrograms(this, execs, files, helpers, address instanceof EngineEndpoint.Unix);
        OwnNetworks own = new OwnNetworks(this, docker, helpers);
        Accounts accounts = new Accounts(files, this::moreGroups);
        this.networks = new Networks(
                own, new Relays(execs, helpers, accounts, own), accounts, address instanceof EngineEndpoint.Unix);
        this.oneOffs = new DockerOneOffs(this, http);
    }

    @Override
    public String engine() {
        return name;
    }

    /**
     * Removes helper containers that a killed gateway has left, or one that had lost this engine: now and every minute
     * until this is closed, for those too young to tell are left to the next time. Returns at once.
     */
    public void sweepHelpers() {
        sweeper.start();
    }

    /** Asks the engine for its version: whether it answers, and the first of the classes a login needs. */
    public String version() throws EngineException {
        return call("say its version", () -> docker.versionCmd().exec().getVersion());
    }

    /** What there is on this engine. */
    public Inventory inventory() {
        return new DockerInventory(this, docker, http);
    }

    public Lifecycle lifecycle() {
        return new DockerLifecycle(this, docker, http);
    }

    public Logs logs() {
        return new DockerLogs(this, docker, http);
    }

    public Stats stats() {
        return new DockerStats(this, docker, http);
    }

    public Events events() {
        return new DockerEvents(this, http);
    }

    public Images images() {
        return new DockerImages(this, http);
    }

    public OneOffs oneOffs() {
        return oneOffs;
    }

    @Override
    public Optional<Container> find(String login) throws EngineException {
        Optional<Container> byName = inspect(login).filter(found -> found.name().equals(login));
        return (byName.isPresent() ? byName : findService(login)).filter(found -> !isOurs(found));
    }

    /** Nobody enters the gateway's own container, which has the engine's socket, or one that reaches into others. */
    private boolean isOurs(Container found) {
        return isOurs(found.id(), found.labels());
    }

    /** The id of the container this gateway runs in; empty where it runs in none. */
    Optional<String> ownContainer() {
        return ownContainer;
    }

    /** The same of a container in a listing. */
    boolean isOurs(String id, Map<String, String> labels) {
        return ownContainer.filter(id::equals).isPresent() || labels.containsKey(HelperContainers.LABEL);
    }

    private Optional<Container> findService(String login) throws EngineException {
        int dot = login.indexOf('.');
        if (dot <= 0) {
            return Optional.empty();
        }
        String project = login.substring(0, dot);
        String service = login.substring(dot + 1);
        int last = service.lastIndexOf('.');
        if (last > 0 && service.substring(last + 1).matches("[1-9][0-9]{0,4}")) {
            Optional<Container> numbered =
                    findService(project, service.substring(0, last), Optional.of(service.substring(last + 1)));
            if (numbered.isPresent()) {
                return numbered;
            }
        }
        return findService(project, service, Optional.empty());
    }

    private Optional<Container> findService(String project, String service, Optional<String> number)
            throws EngineException {
        Optional<String> id = call(
                "list its containers",
                () -> ComposeLabels.choose(docker.listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(ComposeLabels.filter(project, service, number))
                        .exec()));
        return id.isPresent() ? inspect(id.get()) : Optional.empty();
    }

    private Optional<Container> inspect(String nameOrId) throws EngineException {
        return call("describe the container " + nameOrId, () -> {
            try {
                return Optional.of(Description.of(
                        name, docker.inspectContainerCmd(nameOrId).exec()));
            } catch (NotFoundException missing) {
                return Optional.empty();
            }
        });
    }

    @Override
    public Program start(Container container, Launch launch) throws EngineException {
        return programs.start(container, launch);
    }

    ProcessTree processTree(Container container, String tag, Optional<String> user) {
        return programs.processTree(container, tag, user);
    }

    /** Why programs in this container have come to an end together; empty while it runs as it did. */
    Optional<String> goneReason(Container then) {
        try {
            Optional<Container> now = inspect(then.id());
            if (now.isEmpty() || now.get().stateText().startsWith("removing")) {
                return Optional.of("The container " + then.name() + " was removed.");
            }
            if (now.get().hostPid() != then.hostPid()) {
                return Optional.of(
                        now.get().state() == Container.State.RUNNING
                                ? "The container " + then.name() + " was restarted."
                                : "The container " + then.name() + " was stopped: "
                                        + now.get().stateText() + ".");
            }
            return Optional.empty();
        } catch (EngineException | RuntimeException away) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<byte[]> readFile(Container container, String path, int limit) throws EngineException {
        return reach("read " + path, () -> files.read(container, path, limit));
    }

    @Override
    public Archive archive(Container container) {
        return new DockerArchive(this, files, container);
    }

    InspectContainerResponse description(Container container) throws EngineException {
        return call(
                "describe the container " + container.name(),
                () -> docker.inspectContainerCmd(container.id()).exec());
    }

    private List<String> moreGroups(Container container) throws EngineException {
        List<String> added = description(container).getHostConfig().getGroupAdd();
        return added == null ? List.of() : added;
    }

    @Override
    public AutoCloseable follow(Consumer<ContainerEvent> listener) {
        return new EventStream(docker, listener);
    }

    @Override
    public boolean sweep(String containerId, String tag) throws EngineException {
        Optional<Container> container = inspect(containerId);
        if (container.isEmpty() || container.get().state() == Container.State.STOPPED) {
            return container.flatMap(ended -> oneOffs.sweep(ended, tag)).orElse(true);
        }
        Optional<Boolean> madeForIt = oneOffs.sweep(container.get(), tag);
        if (madeForIt.isPresent()) {
            return madeForIt.get();
        }
        try {
            return processTree(container.get(), tag, Optional.empty()).end();
        } catch (IOException failed) {
            throw new EngineException(Kind.REFUSED, "The processes of an earlier session could not be ended.", failed);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public Duplex dial(Container container, Optional<String> user, Destination place, Predicate<InetAddress> allowed)
            throws UnreachableException, EngineException {
        return networks.dial(container, user, place, allowed);
    }

    @Override
    public Listening listen(Container container, Optional<String> user, Destination place)
            throws UnreachableException, EngineException {
        return networks.listen(container, user, place);
    }

    @Override
    public Tools tools(Container beside) throws EngineException {
        OwnNetworks own = new OwnNetworks(this, docker, helpers);
        own.require(beside);
        own.requireOwnProcesses(beside);
        return reach("start a container of tools", () -> {
            if (!helpers.available()) {
                throw new EngineException(
                        Kind.NOT_FOUND,
                        "The container " + beside.name()
                                + " has no shell, and engine.helper_image names no image with tools to lend.");
            }
            return Apart.run(
                    "tools beside " + beside.name(),
                    () -> helpers.tools(
                            beside.id(),
                            (id, input) -> new BesideTools(inspect(id).orElseThrow(), input)),
                    BesideTools::close);
        });
    }

    @Override
    public boolean stillRuns(Container then) throws EngineException {
        return inspect(then.id())
                .filter(now -> now.hostPid() == then.hostPid() && now.state() != Container.State.STOPPED)
                .isPresent();
    }

    @Override
    public void close() throws IOException {
        sweeper.interrupt();
        networks.close();
        docker.close();
    }

    interface Call<T> {
        T run();
    }

    interface Exchange<T> {
        T run() throws IOException;
    }

    /** A call of the library's. */
    <T> T call(String what, Call<T> call) throws EngineException {
        try {
            return call.run();
        } catch (UncheckedIOException failed) {
            throw away(what, failed);
        } catch (ConflictException conflict) {
            throw new EngineException(
                    Kind.STATE, "The engine could not " + what + ": " + conflict.getMessage(), conflict);
        } catch (DockerException refused) {
            throw new EngineException(
                    Kind.REFUSED, "The engine could not " + what + ": " + refused.getMessage(), refused);
        } catch (RuntimeException failed) {
            // The library wraps a connection that breaks within an answer in plain RuntimeExceptions.
            if (failed.getCause() instanceof IOException broken) {
                throw broken(what, broken);
            }
            throw failed;
        }
    }

    /** An exchange of ours. */
    <T> T reach(String what, Exchange<T> exchange) throws EngineException {
        try {
            return exchange.run();
        } catch (EngineException said) {
            throw said;
        } catch (IOException failed) {
            throw away(what, failed);
        }
    }

    /** An answer that did not come whole, or one that nobody can read. */
    private EngineException broken(String what, IOException cause) {
        Throwable first = cause;
        while (first instanceof JsonMappingException mapped && mapped.getCause() != null) {
            first = mapped.getCause();
        }
        if (!(first instanceof JsonProcessingException unreadable) || first instanceof JsonEOFException) {
            return away(what, cause);
        }
        String why = unreadable instanceof StreamConstraintsException ? ": " + unreadable.getOriginalMessage() : "";
        return new EngineException(
                Kind.REFUSED,
                "The engine '" + name + "' could not " + what + ": what it answered cannot be read" + why + ".",
                cause);
    }

    /** What a broken exchange comes to; one that broke because the thread was interrupted is nobody's fault. */
    EngineException away(String what, Exception cause) {
        if (Thread.currentThread().isInterrupted()) {
            return EngineException.interrupted(what, cause);
        }
        return new EngineException(
                Kind.AWAY,
                "The engine '" + name + "' could not " + what + ": it does not answer at " + address
                        + ". Log in again when it is back.",
                cause);
    }
}
