package io.hatchway.sshd;

import io.hatchway.access.Directory;
import io.hatchway.access.Policy;
import io.hatchway.audit.AuditEvent;
import io.hatchway.container.FakeContainers;
import io.hatchway.session.Chronicle;
import io.hatchway.session.ContainerSettings;
import io.hatchway.session.Exit;
import io.hatchway.session.ForwardRecords;
import io.hatchway.session.Forwards;
import io.hatchway.session.Sessions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A server of a test: what is run on its console ends with 42. */
final class TestServer implements AutoCloseable {
    private final Sessions sessions;
    private final Forwards forwards;
    private final GatewayServer server;
    private final InetSocketAddress address;

    TestServer(Path state, Policy policy, Directory directory) throws IOException, InterruptedException {
        this(state, () -> policy, directory, event -> {});
    }

    TestServer(Path state, Supplier<Policy> policy, Directory directory, Consumer<AuditEvent> audit)
            throws IOException, InterruptedException {
        this(
                state,
                SampleEntryRules.defaults(),
                new Limits(
                        Duration.ofSeconds(30),
                        10,
                        Duration.ZERO,
                        2,
                        20,
                        256L << 20,
                        64L << 20,
                        Duration.ofMinutes(1),
                        2,
                        2,
                        List.of(),
                        3,
                        true),
                policy,
                directory,
                FakeContainers.with(FakeContainers.web()),
                audit,
                RefusalListener.NOBODY);
    }

    TestServer(
            Path state,
            EntryRules rules,
            Limits limits,
            Supplier<Policy> policy,
            Directory directory,
            FakeContainers containers,
            Consumer<AuditEvent> audit,
            RefusalListener refusals)
            throws IOException, InterruptedException {
        sessions = new Sessions(
                containers,
                target -> new ContainerSettings(List.of(), Optional.empty()),
                session -> new Exit.Status(42),
                policy,
                state.resolve("sessions"),
                new Sessions.Bounds(Duration.ZERO, 100),
                Chronicle.NONE);
        forwards = new Forwards(containers, policy, Set::of, 100, ForwardRecords.NONE);
        server = new GatewayServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new HostKeyFiles(state, List.of(), List.of()),
                "test",
                rules,
                limits,
                policy,
                directory,
                sessions,
                forwards,
                audit,
                refusals);
        address = server.start();
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() throws IOException {
        server.close();
        forwards.close();
        sessions.close();
    }
}
