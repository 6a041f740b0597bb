package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Clients that forward, bring their agent, or look into a container by a shell of the gateway's, each killed at another
 * moment, with a gateway that has no other way into containers' networks than programs and containers it starts.
 */
@RealEngine
@Tag("alone")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class VanishingForwardsIT {
    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box debian;
    private static Box bare;
    private static Site site;
    private static Gateway gateway;
    private static Path agent;
    /** One that a gateway made and was killed before it could start it: as old as these tests. */
    private static String neverStarted;

    private static long begun;

    private interface Client {
        Child start() throws IOException;
    }

    @BeforeAll
    static void start() {
        Docker.ensure("hatchway-test-busybox");
        neverStarted = Docker.docker("create", "--label", "hatchway.helper=network", "hatchway-test-busybox");
        STAGE.add(() -> Docker.tryDocker("rm", "-f", neverStarted));
        begun = System.nanoTime();
        debian = STAGE.add(Box.debian());
        bare = STAGE.add(Box.withoutShell());
        STAGE.add(Listeners.in(bare, "127.0.0.1"));
        site = STAGE.add(Site.create());
        Site.write(site.dir().resolve("access.yaml"), """
                people:
                  ann: {keys: [id.pub], roles: [looks-into]}
                roles:
                  looks-into:
                    - {allow: [shell, debug, forward], containers: ["%s"], listen: ["*"]}
                """.formatted(bare.name()));
        Site.write(site.keys().resolve("admin"), Site.read(Site.publicHalf(site.newKey("admin"))));
        Site.write(
                site.keys().resolve(debian.name()),
                "agent-forwarding,permitlisten=\"*:*\",permitopen=\"/tmp/none.sock\" " + site.publicKey());
        gateway = STAGE.add(site.configure("engine: {helper_image: hatchway-test-debian}\n")
                .under("setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin")
                .start());
        agent = site.dir().resolve("agent");
        Child program = STAGE.add(Child.start(List.of("ssh-agent", "-D", "-a", agent.toString())));
        Eventually.holds(() -> Files.exists(agent), program::toString);
    }

    private static Child withAgent() {
        return Child.start(gateway.ssh(debian).with("-A").argv("echo up; sleep 88888").stream()
                .map(word -> word.equals("IdentityAgent=none") ? "IdentityAgent=" + agent : word)
                .toList());
    }

    private static Void kill(int times, int within, Client client) throws IOException, InterruptedException {
        Random moment = new Random(within);
        for (int i = 0; i < times; i++) {
            try (Child child = client.start()) {
                Thread.sleep(moment.nextLong(within));
                child.signal("KILL");
            }
        }
        return null;
    }

    @Order(1)
    @Test
    void nothingIsLeft() throws Exception {
        AtOnce.all(List.<Callable<?>>of(
                () -> kill(25, 900, () -> gateway.ssh(bare).with("-tt").start()),
                () -> kill(25, 700, VanishingForwardsIT::withAgent),
                () -> kill(
                        25,
                        700,
                        () -> gateway.ssh(bare)
                                .with("-N", "-R", "0:127.0.0.1:9")
                                .start()),
                () -> kill(
                        25,
                        700,
                        () -> gateway.ssh(debian)
                                .with("-N", "-L", "127.0.0.1:" + Tunnel.freePort() + ":/tmp/none.sock")
                                .start())));
        Eventually.within(
                Duration.ofSeconds(15),
                () -> Helpers.beside(bare, "tools").isEmpty(),
                () -> "left: " + Helpers.beside(bare, "tools"));
        // The relay ends by itself, a while after it was used last.
        debian.awaitEmpty(Duration.ofSeconds(30));
        assertThat(debian.sh("ls -a /tmp")).doesNotContain("ssh-");
        assertThat(Helpers.beside(bare, "processes")).isEmpty();
    }

    /** What runs ends with the gateway; what it had not started, or not removed, the next one finds. */
    @Order(2)
    @Test
    void whatAKilledGatewayHasLeftIsGoneAfterTheNextStart() throws Exception {
        List<Child> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                clients.add(gateway.ssh(bare).with("-tt").start());
                clients.add(gateway.ssh(bare).with("-N", "-R", "0:127.0.0.1:9").start());
                Thread.sleep(i * 400L);
            }
            Eventually.holds(() -> !Helpers.beside(bare, "tools").isEmpty(), gateway::toString);
            gateway.kill9();
        } finally {
            clients.forEach(Child::close);
        }
        Eventually.holds(() -> Helpers.running(bare).isEmpty(), () -> "still running: " + Helpers.running(bare));
        Thread.sleep(Math.max(0, 42_000 - (System.nanoTime() - begun) / 1_000_000));
        STAGE.add(site.start());
        Eventually.holds(
                () -> Docker.tryDocker("inspect", neverStarted).code() != 0, () -> neverStarted + " is still there");
    }
}
