package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However a session ends: five seconds later nothing of it runs in its container. */
@RealEngine
final class OrphansIT {
    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Site site;
    private static Box debian;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        debian = STAGE.add(Box.debian());
        site = STAGE.add(Site.create()).open(debian);
        gateway = STAGE.add(site.start());
    }

    /** A kind of image: how to start one, and what can run in it. */
    record Image(String name, Supplier<Box> fresh, List<Tree> trees) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Image> images() {
        return Stream.of(
                new Image("bash", Box::debian, Tree.ofAShell()),
                new Image("busybox", Box::busybox, Tree.ofAShell()),
                new Image("no shell", Box::withoutShell, Tree.withoutAShell()));
    }

    static Stream<Arguments> signalsAndImages() {
        return Stream.of("KILL", "TERM").flatMap(signal -> images().map(image -> Arguments.of(signal, image)));
    }

    @ParameterizedTest(name = "SIG{0}, {1}")
    @MethodSource("signalsAndImages")
    void nothingOutlivesAClientThatIsKilled(String signal, Image image) {
        try (Box box = opened(image.fresh().get());
                Tree.Clients clients = Tree.start(image.trees(), box, gateway.ssh(box))) {
            clients.signal(signal);
            box.awaitEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("images")
    void nothingOutlivesAGatewayThatIsStopped(Image image) {
        try (Site own = Site.create().configure("sessions: {shutdown_grace: 1s}\n");
                Box box = image.fresh().get();
                Gateway stopped = own.open(box).start();
                Tree.Clients clients = Tree.start(image.trees(), box, stopped.ssh(box))) {
            stopped.signal("TERM");
            Ran end = stopped.await(Duration.ofSeconds(10));
            assertThat(box.programs()).as("left when the gateway has ended").isEmpty();
            assertThat(end.code()).isZero();
            for (Child client : clients.all()) {
                assertThat(client.await().err()).contains("gateway");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("images")
    void whatAKilledGatewayLeftIsSweptAtTheNextStart(Image image) {
        try (Site own = Site.create();
                Box box = image.fresh().get();
                Gateway killed = own.open(box).start();
                Tree.Clients clients = Tree.start(image.trees(), box, killed.ssh(box))) {
            killed.kill9();
            try (Gateway next = own.start()) {
                box.awaitEmpty();
                assertThat(next.alive()).isTrue();
            }
            assertThat(clients.all()).isNotEmpty();
        }
    }

    @Test
    void aSweepLeavesAnotherGatewaysSessionsAlone() {
        try (Site other = Site.create();
                Child session = gateway.ssh(debian).start("echo up; cat; exit 8")) {
            session.awaitOut("up");
            try (Gateway second = other.open(debian).start()) {
                assertThat(second.ssh(debian).run("echo in").ok()).isEqualTo("in\n");
            }
            session.type("still here\n");
            session.awaitOut("still here");
            session.endInput();
            assertThat(session.await().code()).isEqualTo(8);
        }
    }

    @Test
    void aSweepLeavesProgramsThatAreNoSessionsAlone() {
        try (Site own = Site.create();
                Box box = Box.busybox()) {
            Docker.docker("exec", "-d", box.name(), "sleep", "61000");
            own.open(box);
            own.start().kill9();
            try (Gateway next = own.start()) {
                assertThat(next.ssh(box).run("true").code()).isZero();
                box.awaitProgram("sleep 61000");
            }
            assertThat(box.programs()).containsExactly("sleep 61000");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM"})
    void aChannelsEndLeavesItsNeighboursAlone(String signal) {
        try (Ssh.Master master = gateway.ssh(debian).master();
                Child ends = master.client().start("sleep 62001; true");
                Child stays = master.client().start("cat; sleep 0; exit 5")) {
            debian.awaitProgram("sleep 62001");
            debian.awaitProgram("cat");
            ends.signal(signal);
            Eventually.within(
                    Box.GONE,
                    () -> debian.programs().stream().noneMatch(p -> p.contains("62001")),
                    () -> "still running: " + debian.programs());
            stays.type("still here\n");
            stays.awaitOut("still here");
            stays.endInput();
            assertThat(stays.await().code()).isEqualTo(5);
        }
        debian.awaitEmpty();
    }

    @Test
    void aClientThatLeftWhileTheContainerWasPausedLeavesNothing() {
        try (Box box = opened(Box.debian());
                Child client = sessionIn(box, "sleep 63000; true")) {
            Docker.docker("pause", box.name());
            client.signal("KILL");
            client.await();
            Docker.docker("unpause", box.name());
            box.awaitEmpty(Duration.ofSeconds(10));
        }
    }

    private static Box opened(Box box) {
        site.open(box);
        Eventually.holds(() -> gateway.ssh(box).run("true").code() == 0, () -> gateway.log());
        return box;
    }

    private static Child sessionIn(Box box, String command) {
        Child client = gateway.ssh(box).start(command);
        box.awaitProgram("sleep");
        return client;
    }

    @Test
    void aUsersSessionIsEndedToo() {
        try (Box box = opened(Box.debian("--user", "app"));
                Child client = sessionIn(box, "trap '' HUP TERM; sleep 64000; true")) {
            client.signal("KILL");
            box.awaitEmpty();
        }
    }
}
