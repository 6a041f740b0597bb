package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The image people deploy, built from the Dockerfile on a stand-in for its base image, beside a mounted engine socket. */
@RealEngine
final class DockerfileIT {
    private static final String IMAGE = Docker.RUN + "-image";

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Site site;
    private static Box web;
    private static Gateway gateway;

    @BeforeAll
    @Timeout(value = 300, unit = TimeUnit.SECONDS)
    static void start() {
        Docker.ensure("hatchway-test-java");
        STAGE.add(() -> Docker.tryDocker("image", "rm", "-f", IMAGE));
        List<String> build = List.of(
                "docker",
                "build",
                "-q",
                "--target",
                "prebuilt",
                "--build-arg",
                "JAVA_IMAGE=hatchway-test-java",
                "-t",
                IMAGE,
                Site.HOME.toString());
        try (Child child = Child.start(build, Map.of("DOCKER_BUILDKIT", "0"))) {
            child.await(Duration.ofMinutes(4)).ok();
        }
        web = STAGE.add(Box.debian());
        site = STAGE.add(Site.create()).open(web);
        gateway = STAGE.add(run(site, "host"));
    }

    /** Starts the image with a network of the engine's and returns once it listens. */
    private static Gateway run(Site site, String network, String... more) {
        String name = Box.freshName();
        STAGE.add(() -> Docker.tryDocker("rm", "-f", "-v", name));
        List<String> argv = new ArrayList<>(List.of("docker", "run", "--rm", "--name", name, "--network", network));
        argv.addAll(List.of("-v", Docker.socket() + ":/var/run/docker.sock"));
        argv.addAll(List.of("-v", site.keys() + ":/etc/hatchway/keys:ro"));
        argv.addAll(List.of(more));
        argv.add(IMAGE);
        if (network.equals("host")) {
            argv.addAll(List.of("serve", "--listen", "127.0.0.1:0"));
            argv.addAll(List.of("--keys", "/etc/hatchway/keys", "--state", "/var/lib/hatchway"));
        }
        return Gateway.started(site, Child.start(argv));
    }

    @Test
    void aSessionRunsInAnotherContainer() {
        Ran ran = gateway.ssh(web).run("echo in; exit 3");
        assertThat(ran.out()).isEqualTo("in\n");
        assertThat(ran.code()).isEqualTo(3);
    }

    @Test
    void aTerminalHasItsSize() {
        try (Terminal terminal =
                new Terminal(99, 31, gateway.ssh(web).with("-tt").argv("stty size"))) {
            terminal.awaitLine("31 99");
        }
    }

    static Stream<OrphansIT.Image> images() {
        return OrphansIT.images();
    }

    @ParameterizedTest
    @MethodSource("images")
    void nothingOutlivesAClientWhereTheGatewayCannotSeeTheProcesses(OrphansIT.Image image) {
        try (Box box = image.fresh().get()) {
            site.open(box);
            Eventually.holds(() -> gateway.ssh(box).run("true").code() == 0, () -> gateway.log());
            try (Tree.Clients clients = Tree.start(image.trees(), box, gateway.ssh(box))) {
                clients.signal("KILL");
                box.awaitEmpty();
            }
        }
    }

    @Test
    void itServesAsItIs() {
        try (Site own = Site.create().open(web);
                Gateway plain = run(own, "bridge", "-p", "127.0.0.1:0:2222")) {
            assertThat(plain.out()).isEqualTo("hatchway: listening on 0.0.0.0:2222\n");
        }
    }

    @Test
    void itsOwnContainerIsNotOpened() {
        List<String> gateways = Docker.docker("ps", "--filter", "ancestor=" + IMAGE, "--format", "{{.Names}}")
                .lines()
                .toList();
        assertThat(gateways).hasSize(1);
        String own = gateways.getFirst();
        site.open(own);
        Eventually.holds(() -> gateway.ssh(own).run("true").code() != 255, gateway::log);
        Ran ran = gateway.ssh(own).run("echo inside");
        assertThat(ran.out()).isEmpty();
        assertThat(ran.code()).isEqualTo(254);
        assertThat(ran.err()).contains("There is no container '" + own + "'");
    }

    @Test
    void itsStateIsGivenToNoContainer() {
        String state = Box.freshName();
        STAGE.add(() -> Docker.tryDocker("volume", "rm", "-f", state));
        try (Site own = Site.create().open(web).open("admin");
                Gateway kept = run(own, "host", "-v", state + ":/var/lib/hatchway")) {
            assertThat(kept.ssh("admin").run("volumes", "-q").ok()).doesNotContain(state);
            assertThat(kept.ssh("admin")
                            .run("inspect", "--type", "volume", state)
                            .code())
                    .isEqualTo(127);
            Ran ran = kept.ssh("admin")
                    .run("run", "--rm", "-v", state + ":/x", "hatchway-test-busybox", "cat", "/x/host_ed25519_key");
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err()).contains("You may not use the volume");
        }
    }

    @Test
    void itEndsWithZeroWhenItIsStopped() {
        try (Site own = Site.create().open(web);
                Gateway stopped = run(own, "host")) {
            stopped.signal("TERM");
            assertThat(stopped.await(Duration.ofSeconds(10)).code()).isZero();
        }
    }
}
