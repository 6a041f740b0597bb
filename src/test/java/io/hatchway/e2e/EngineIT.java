package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Containers and the engine go away, before and during sessions. The engine's own daemon is left alone. */
@RealEngine
final class EngineIT {
    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Site site;
    private static Box neighbour;
    private static EngineWire wire;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        neighbour = STAGE.add(Box.debian());
        wire = STAGE.add(EngineWire.toEngine());
        site = STAGE.add(Site.create()).open(neighbour).engine(wire.uri());
        gateway = STAGE.add(site.start());
    }

    private static Box opened() {
        Box box = Box.debian();
        site.open(box);
        Eventually.holds(
                () -> gateway.ssh(box).run("true").code() == 0, () -> box.name() + " is not opened:\n" + gateway.log());
        return box;
    }

    /** A session in a container ends with the code and a sentence that names the container; its neighbour goes on. */
    private static void endsWithASentence(int code, String... docker) {
        try (Box box = opened();
                Child session = gateway.ssh(box).start("echo up; sleep 67000; echo after");
                Child other = gateway.ssh(neighbour).start("cat; exit 4")) {
            session.awaitOut("up\n");
            String[] args = docker.clone();
            args[args.length - 1] = box.name();
            Docker.docker(args);
            Ran ran = session.await(Duration.ofSeconds(10));
            assertThat(ran.code()).isEqualTo(code);
            assertThat(ran.out()).isEqualTo("up\n");
            assertThat(ran.err()).contains(box.name()).doesNotContain("Exception");
            other.type("still here\n");
            other.awaitOut("still here\n");
            other.endInput();
            assertThat(other.await().code()).isEqualTo(4);
        }
    }

    @Test
    void aContainerThatIsStoppedEndsItsSessionWithASentence() {
        endsWithASentence(137, "stop", "-t", "0", "CONTAINER");
    }

    @Test
    void aContainerThatIsKilledEndsItsSessionWithASentence() {
        endsWithASentence(137, "kill", "CONTAINER");
    }

    @Test
    void aContainerThatIsRemovedEndsItsSessionWithASentence() {
        endsWithASentence(137, "rm", "-f", "CONTAINER");
    }

    @Test
    void aTerminalInAContainerThatIsStoppedIsToldSo() {
        try (Box box = opened();
                Terminal terminal =
                        new Terminal(120, 30, gateway.ssh(box).with("-tt").argv())) {
            terminal.awaitScreen("#");
            terminal.enter("echo u''p");
            terminal.awaitLine("up");
            Docker.docker("stop", "-t", "0", box.name());
            assertThat(terminal.awaitEnd()).isEqualTo(137);
            assertThat(terminal.screen()).contains(box.name());
        }
    }

    @Test
    void aPausedSessionGoesOnWhenItsContainerDoes() {
        try (Box box = opened();
                Child session = gateway.ssh(box).start("echo up; cat; exit 6")) {
            session.awaitOut("up\n");
            Docker.docker("pause", box.name());
            session.type("typed meanwhile\n");
            assertThat(gateway.ssh(neighbour).run("echo others go on").ok()).isEqualTo("others go on\n");
            assertThat(session.out()).isEqualTo("up\n");
            Docker.docker("unpause", box.name());
            session.awaitOut("typed meanwhile\n");
            session.endInput();
            assertThat(session.await().code()).isEqualTo(6);
        }
    }

    @Test
    void aStoppedContainerIsRefusedWithASentence() {
        try (Box box = opened()) {
            Docker.docker("stop", "-t", "0", box.name());
            refused(box, "not running");
        }
    }

    @Test
    void aPausedContainerIsRefusedWithASentence() {
        try (Box box = opened()) {
            Docker.docker("pause", box.name());
            refused(box, "paused");
        }
    }

    @Test
    void aContainerThatWasStartedAgainIsOpenedAgain() {
        try (Box box = opened()) {
            Docker.docker("stop", "-t", "0", box.name());
            refused(box, "not running");
            Docker.docker("start", box.name());
            assertThat(gateway.ssh(box).run("echo back").ok()).isEqualTo("back\n");
        }
    }

    @Test
    void aContainerThatWasMadeAnewIsOpenedByItsName() {
        try (Box box = opened()) {
            Docker.docker("rm", "-f", box.name());
            try (Box again = Box.named(box.name(), "hatchway-test-busybox")) {
                Eventually.within(
                        Duration.ofSeconds(5),
                        () -> gateway.ssh(again).run("true").code() == 0,
                        () -> "the new container is not opened:\n" + gateway.log());
            }
        }
    }

    @Test
    void aContainerThatWasRemovedIsRefusedWithASentence() {
        try (Box box = opened()) {
            Docker.docker("rm", "-f", box.name());
            refused(box, "no container");
        }
    }

    @Test
    void aContainerThatGoesBetweenLoginAndCommandIsASentence() {
        try (Box box = opened();
                Ssh.Master master = gateway.ssh(box).master()) {
            Docker.docker("rm", "-f", box.name());
            Ran ran = master.client().run("true");
            assertThat(ran.code()).isIn(254, 255);
            assertThat(ran.err()).contains(box.name());
        }
    }

    private static void refused(Box box, String why) {
        Ran ran = gateway.ssh(box).run("echo inside");
        assertThat(ran.code()).isEqualTo(254);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(box.name()).contains(why).doesNotContain("Exception");
    }

    @Test
    void anEngineThatIsAwayAtLoginIsASentence() {
        wire.cut();
        try {
            Ran ran = gateway.ssh(neighbour).run("echo inside");
            assertThat(ran.out()).isEmpty();
            assertThat(ran.code()).isIn(254, 255);
            assertThat(ran.err()).contains("engine").doesNotContain("Exception");
        } finally {
            wire.mend();
        }
    }

    @Test
    void aLoginWorksAsSoonAsTheEngineIsBack() {
        wire.cut();
        try {
            assertThat(gateway.ssh(neighbour).run("true").code()).isIn(254, 255);
        } finally {
            wire.mend();
        }
        assertThat(gateway.ssh(neighbour).run("echo back").ok()).isEqualTo("back\n");
    }

    @Test
    void aNewChannelWorksAsSoonAsTheEngineIsBack() {
        try (Ssh.Master master = gateway.ssh(neighbour).master()) {
            assertThat(master.client().run("echo before").ok()).isEqualTo("before\n");
            wire.cut();
            try {
                assertThat(master.client().run("true").code()).isIn(254, 255);
            } finally {
                wire.mend();
            }
            assertThat(master.client().run("echo after").ok()).isEqualTo("after\n");
        }
    }

    @Test
    void anEngineThatGoesDuringASessionEndsItWithASentence() {
        try (Child session = gateway.ssh(neighbour).start("echo up; sleep 68000; echo after")) {
            session.awaitOut("up\n");
            wire.cut();
            try {
                Ran ran = session.await(Duration.ofSeconds(10));
                assertThat(ran.code()).isEqualTo(255);
                assertThat(ran.out()).isEqualTo("up\n");
                assertThat(ran.err()).contains("engine").doesNotContain("Exception");
            } finally {
                wire.mend();
            }
        }
    }

    @Test
    void nothingOutlivesASessionWhoseEngineWasAway() {
        try (Child session = gateway.ssh(neighbour).start("echo up; sleep 69000; echo after")) {
            session.awaitOut("up\n");
            wire.cut();
            session.signal("KILL");
            session.await();
            wire.mend();
            neighbour.awaitEmpty(Duration.ofSeconds(10));
        } finally {
            neighbour.awaitEmpty(Duration.ofSeconds(30));
        }
    }

    @Test
    void aGatewayStartsWhileItsEngineIsAway() {
        try (EngineWire late = EngineWire.cutFromTheStart();
                Site own = Site.create().open(neighbour).engine(late.uri());
                Gateway early = own.start()) {
            Ran ran = early.ssh(neighbour).run("true");
            assertThat(ran.code()).isIn(254, 255);
            assertThat(ran.err()).contains("engine");
            late.mend();
            assertThat(early.ssh(neighbour).run("echo back").ok()).isEqualTo("back\n");
        }
    }

    @Test
    void aSweepThatFoundNoEngineIsMadeUpFor() {
        try (EngineWire late = EngineWire.toEngine();
                Box box = Box.debian();
                Site own = Site.create().open(box).engine(late.uri());
                Gateway killed = own.start();
                Child session = killed.ssh(box).start("sleep 69500; true")) {
            box.awaitProgram("sleep 69500");
            killed.kill9();
            assertThat(session.await().code()).isNotZero();
            late.cut();
            try (Gateway next = own.start()) {
                late.mend();
                box.awaitEmpty(Duration.ofSeconds(40));
                assertThat(next.alive()).isTrue();
            }
        }
    }
}
