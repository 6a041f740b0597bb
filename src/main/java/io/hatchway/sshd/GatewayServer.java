package io.hatchway.sshd;

import io.hatchway.access.Directory;
import io.hatchway.access.Policy;
import io.hatchway.audit.AuditEvent;
import io.hatchway.session.Forwards;
import io.hatchway.session.Sessions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.session.ServerConnectionServiceFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The SSH server: everything it offers is named here, so what is not named is not offered. */
public final class GatewayServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);

    /** MINA reads zero as "no limit" where it takes any; elsewhere it wants a number. */
    private static final Duration NEVER = Duration.ofDays(3650);

    private static final int BACKLOG = 128;

    private final Server server =
            (Server) ServerBuilder.builder().factory(Server::new).build();
    private final HostKeys hostKeys;
    private final Thread rehearsal;

    /**
     * Prepares a server that does not listen yet.
     *
     * @param keyFiles where the host keys come from
     * @param directory what the policy may ask while somebody logs in
     * @param version our own, for the identification
     * @param audit hears of connections and logins; must not block
     * @param refusals is told who was not let in
     * @throws IOException when there is no usable host key; the message is a sentence for the operator
     */
    public GatewayServer(
            InetSocketAddress listen,
            HostKeyFiles keyFiles,
            String version,
            EntryRules entry,
            Limits limits,
            Supplier<Policy> policy,
            Directory directory,
            Sessions sessions,
            Forwards forwards,
            Consumer<AuditEvent> audit,
            RefusalListener refusals)
            throws IOException {
        hostKeys = HostKeys.load(keyFiles);
        rehearsal = Thread.ofPlatform().name("rehearsal").start(() -> Rehearsal.play(hostKeys.own()));
        server.setHost(listen.getHostString());
        server.setPort(listen.getPort());
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKeys.used()));
        if (hostKeys.areCertified()) {
            server.setHostKeyCertificateProvider(session -> hostKeys.certificates());
        }
        server.setKeyExchangeFactories(Algorithms.keyExchanges(limits.curve25519()));
        server.setCipherFactories(Algorithms.CIPHERS);
        server.setMacFactories(Algorithms.MACS);
        server.setSignatureFactories(Algorithms.signatures(hostKeys.areCertified()));
        server.setCompressionFactories(Algorithms.COMPRESSIONS);
        // One generator for each connection: the default is one for all of them, locked for every packet.
        server.setRandomFactory(SecurityUtils.getRandomFactory());
        HostKeyRotation rotation = new HostKeyRotation(hostKeys);
        server.setSessionFactory(new GatewaySession.Factory(server, new Doorkeeper(entry, refusals), rotation, limits));

        KeyGate gate = new KeyGate(policy, directory, audit);
        server.setServiceFactories(List.of(new LoginService.Factory(gate), ServerConnectionServiceFactory.INSTANCE));
        server.setUserAuthFactories(List.of(new KeyLogin.Factory(), new CodeLogin.Factory()));
        server.setPublickeyAuthenticator(null);
        server.setPasswordAuthenticator(null);
        server.setKeyboardInteractiveAuthenticator(null);
        server.setHostBasedAuthenticator(null);
        server.setGSSAuthenticator(null);
        server.addSessionListener(new Connections(audit));
        server.addSessionListener(gate);
        server.addSessionListener(new PromptAcks());
        server.addSessionListener(new Keepalives(limits.keepaliveInterval(), limits.keepaliveCount()));

        Budgets budgets = new Budgets(new InputBudget(limits.buffer()), new OutputBudget(limits.output()));
        List<ChannelFactory> channels =
                new ArrayList<>(ForwardChannel.factories(forwards, policy, limits, budgets, audit));
        ReverseForwards reverse = new ReverseForwards(forwards, policy, audit, budgets, limits.forwards());
        channels.add(SessionChannel.factory(sessions, policy, limits, budgets, reverse, audit));
        server.setChannelFactories(channels);
        server.setGlobalRequestHandlers(List.of(
                new ReverseRequests(reverse, List.of(KeepAliveHandler.INSTANCE, new NoMoreSessions(), rotation))));
        // What MINA itself would forward, it would forward from the gateway.
        server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        configure(version);
    }

    private void configure(String version) {
        // OpenSSH's client uses eow@openssh.com, which ends `ssh web@host yes | head -1`, only with servers named so.
        CoreModuleProperties.SERVER_IDENTIFICATION.set(server, "OpenSSH_10.0 Hatchway_" + version);
        // Ours is a hard end: MINA's begins anew with every service request.
        CoreModuleProperties.AUTH_TIMEOUT.set(server, Duration.ZERO);
        // Ours counts failures: MINA's counts requests, and anew for every service request.
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, Integer.MAX_VALUE);
        CoreModuleProperties.TCP_NODELAY.set(server, true);
        CoreModuleProperties.SOCKET_KEEPALIVE.set(server, true);
        CoreModuleProperties.SOCKET_BACKLOG.set(server, BACKLOG);
        CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ZERO);
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(server, Duration.ZERO);
        CoreModuleProperties.NIO2_MIN_WRITE_TIMEOUT.set(server, Duration.ZERO);
        CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(server, NEVER);
        CoreModuleProperties.BUFFERED_IO_OUTPUT_MAX_PENDING_WRITE_WAIT.set(server, NEVER);
    }

    /** Starts accepting connections and returns where: the real port when 0 was asked for. */
    public InetSocketAddress start() throws IOException, InterruptedException {
        rehearsal.join();
        server.start();
        hostKeys.used().forEach(pair -> LOG.info("host key {}", HostKey.fingerprint(pair)));
        return server.getBoundAddresses().stream()
                .filter(InetSocketAddress.class::isInstance)
                .map(InetSocketAddress.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** Takes no more connections; those that stand go on. */
    public void stopAccepting() {
        server.stopAccepting();
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    /** Opens what MINA keeps to itself: closing the listening sockets alone. */
    private static final class Server extends SshServer {
        void stopAccepting() {
            if (acceptor != null) {
                acceptor.unbind();
            }
        }
    }
}
