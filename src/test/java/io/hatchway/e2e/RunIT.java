package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code ssh admin@host run}: one-off containers, and what is left of them. */
@RealEngine
final class RunIT {
    private static final String OFFLINE = "--network=none";
    /** What this class calls its image, and so its containers. */
    private static final String IMAGE = Box.freshName();

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box web;
    private static Gateway gateway;
    private static Path operator;

    @BeforeAll
    static void start() throws IOException {
        Docker.copy("hatchway-test-busybox", IMAGE);
        web = STAGE.add(Box.busybox(OFFLINE, "--hostname", "front"));
        Site site = STAGE.add(Site.create()).open("admin").open(web);
        operator = site.newKey("operator");
        Files.createDirectories(site.dir().resolve("people"));
        Site.write(site.dir().resolve("people/operator.pub"), Site.read(Site.publicHalf(operator)));
        Site.write(site.dir().resolve("access.yaml"), """
                people:
                  operator: {keys: [people/operator.pub], roles: [jobs]}
                roles:
                  jobs:
                    - {allow: [], containers: ["%s*"], commands: [run, rm, ps]}
                """.formatted(IMAGE));
        site.configure("log: {level: info}\n");
        gateway = STAGE.add(site.start());
    }

    @AfterAll
    static void removeTheImage() {
        Docker.tryDocker("rmi", "-f", IMAGE);
    }

    private static Ran run(String... command) {
        return gateway.ssh("admin").run(line(command));
    }

    private static String[] line(String... words) {
        String[] line = new String[words.length + 3];
        line[0] = "run";
        line[1] = "--rm";
        line[2] = OFFLINE;
        System.arraycopy(words, 0, line, 3, words.length);
        return line;
    }

    private static String left() {
        return Docker.docker("ps", "-a", "--format", "{{.Names}}", "--filter", "name=^" + IMAGE + "-run-");
    }

    private static void awaitNothingLeft() {
        Eventually.within(Box.GONE, () -> left().isEmpty(), RunIT::left);
    }

    private static void awaitRunning() {
        Eventually.holds(
                () -> !Docker.docker("ps", "-q", "--filter", "name=^" + IMAGE + "-run-")
                        .isEmpty(),
                () -> "nothing runs: " + gateway.log());
    }

    @Test
    void bytesAndTheExitCodeArriveAndTheContainerGoes() {
        byte[] all = new byte[300_000];
        for (int at = 0; at < all.length; at++) {
            all[at] = (byte) at;
        }
        assertThat(gateway.ssh("admin").feed(all, line(IMAGE, "cat")).bytes()).isEqualTo(all);
        assertThat(run(IMAGE, "sh", "-c", "'echo \"$0\" >&2; exit 7'", "'a  b'"))
                .satisfies(ran -> {
                    assertThat(ran.code()).isEqualTo(7);
                    assertThat(ran.err()).isEqualTo("a  b\n");
                });
        assertThat(left()).isEmpty();
    }

    @Test
    void itIsAsItWasWished() {
        assertThat(run("-e", "A=b=c", "-u", "app", "-w", "/tmp", IMAGE, "sh", "-c", "'echo $A; id -un; pwd'")
                        .ok())
                .isEqualTo("b=c\napp\n/tmp\n");
        assertThat(run("--entrypoint", "echo", IMAGE, "an", "entrypoint").ok()).isEqualTo("an entrypoint\n");
        assertThat(run("-v", "/scratch", IMAGE, "sh", "-c", "'touch /scratch/x && ls /scratch'")
                        .ok())
                .isEqualTo("x\n");
    }

    @Test
    void anImageWithoutAShellRunsItsPrograms() {
        Docker.ensure("hatchway-test-noshell");
        assertThat(run("hatchway-test-noshell", "seq", "2").ok()).isEqualTo("1\n2\n");
    }

    @Test
    void anothersNetworkIsShared() {
        String host = gateway.ssh("admin")
                .run("run", "--rm", "--network", "container:" + web.name(), IMAGE, "hostname")
                .ok();
        assertThat(host).isEqualTo("front\n");
    }

    @Test
    void aVolumeOutlivesTheContainer() {
        String volume = Box.freshName();
        try {
            run("-v", volume + ":/data", IMAGE, "sh", "-c", "'echo kept > /data/x'")
                    .ok();
            assertThat(run("-v", volume + ":/data:ro", IMAGE, "sh", "-c", "'cat /data/x; touch /data/y'"))
                    .satisfies(ran -> {
                        assertThat(ran.out()).isEqualTo("kept\n");
                        assertThat(ran.code()).isEqualTo(1);
                    });
        } finally {
            Docker.tryDocker("volume", "rm", volume);
        }
    }

    @Test
    void aDetachedOneStaysUntilItsEnd() {
        String name = gateway.ssh("admin")
                .run("run", "-d", "--rm", OFFLINE, "--name", IMAGE + "-own", IMAGE, "sleep", "9999")
                .ok()
                .strip();
        assertThat(name).isEqualTo(IMAGE + "-own");
        assertThat(gateway.ssh("admin").run("run", "--name", name, IMAGE, "true"))
                .satisfies(again -> {
                    assertThat(again.code()).isEqualTo(125);
                    assertThat(again.err()).contains("already in use");
                });
        Docker.docker("kill", name);
        Eventually.holds(() -> Docker.tryDocker("inspect", name).code() != 0, () -> name + " is still there");
    }

    @Test
    void withoutRmItStaysWhenItHasEnded() {
        String name = IMAGE + "-kept";
        try {
            assertThat(gateway.ssh("admin")
                            .run("run", OFFLINE, "--name", name, IMAGE, "false")
                            .code())
                    .isEqualTo(1);
            assertThat(Docker.docker("inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", name))
                    .isEqualTo("exited 1");
        } finally {
            Docker.tryDocker("rm", "-f", name);
        }
    }

    @Test
    void whatCannotRunSaysWhy() {
        assertThat(run(IMAGE, "no-such-program").code()).isEqualTo(127);
        assertThat(run("--no-init", IMAGE, "no-such-program")).satisfies(ran -> {
            assertThat(ran.code()).isEqualTo(127);
            assertThat(ran.err()).contains("no-such-program");
        });
        assertThat(run("-u", "nobody-here", IMAGE, "true").code()).isEqualTo(126);
        assertThat(run("no-such-image", "true")).satisfies(ran -> {
            assertThat(ran.code()).isEqualTo(127);
            assertThat(ran.err()).contains("There is no image 'no-such-image'");
        });
        assertThat(left()).isEmpty();
    }

    @Test
    void aVanishedClientLeavesNothing() {
        try (Child client = gateway.ssh("admin").start(line(IMAGE, "sleep", "4243"))) {
            awaitRunning();
            client.signal("KILL");
            awaitNothingLeft();
        }
    }

    @Test
    void aReaderWhoHasEnoughEndsIt() {
        List<String> argv = new ArrayList<>(List.of("sh", "-c", "\"$@\" | head -n 1", "sh"));
        argv.addAll(gateway.ssh("admin").argv(line(IMAGE, "yes")));
        assertThat(Child.run(argv).ok()).isEqualTo("y\n");
        awaitNothingLeft();
    }

    @Test
    void onATerminalItHasOneAndInterruptEndsIt() {
        try (Terminal terminal =
                new Terminal(97, 31, gateway.ssh("admin").with("-tt").argv(line(IMAGE, "sh")))) {
            terminal.awaitLine("/srv #");
            terminal.enter("stty size");
            terminal.awaitLine("31 97");
            terminal.resize(80, 25);
            terminal.enter("sleep 0.5; stty size");
            terminal.awaitLine("25 80");
            terminal.enter("sleep 9999");
            terminal.press("C-c");
            terminal.enter("exit 5");
            assertThat(terminal.awaitEnd()).isEqualTo(5);
        }
        try (Terminal terminal = new Terminal(
                80,
                25,
                gateway.ssh("admin").with("-tt").argv(line(IMAGE, "sh", "-c", "'echo here; exec sleep 9999'")))) {
            terminal.awaitLine("here");
            terminal.press("C-c");
            assertThat(terminal.awaitEnd()).isEqualTo(130);
        }
        awaitNothingLeft();
    }

    private static void awaitPrompt(Terminal terminal) {
        Eventually.holds(
                () -> terminal.screen().stripTrailing().endsWith("\nlocal id>")
                        || terminal.screen().strip().equals("local id>"),
                terminal::screen);
    }

    @Test
    void atThePromptItComesBack() {
        try (Terminal terminal =
                new Terminal(100, 30, gateway.ssh("admin").with("-tt").argv())) {
            awaitPrompt(terminal);
            terminal.enter("run --rm " + OFFLINE + " " + IMAGE + " sh -c 'echo inside; exit 4'");
            terminal.awaitLine("inside");
            awaitPrompt(terminal);
            terminal.enter("run --rm " + OFFLINE + " " + IMAGE + " yes | head -n 2");
            terminal.awaitLine("y");
            awaitPrompt(terminal);
            awaitNothingLeft();
            terminal.enter("run --rm " + OFFLINE + " " + IMAGE + " sleep 9999 | grep x");
            awaitRunning();
            terminal.press("C-c");
            awaitNothingLeft();
            awaitPrompt(terminal);
            terminal.enter("version");
            terminal.awaitLine("hatchway \\d.*");
            assertThat(terminal.screen()).doesNotContain("The gateway failed");
        }
    }

    @Test
    void whatAKilledGatewayLeftTheNextOneSweeps() {
        Site own = Site.create().open("admin");
        try (own;
                Gateway killed = own.start();
                Child client = killed.ssh("admin").start(line(IMAGE, "sleep", "4244"))) {
            awaitRunning();
            killed.kill9();
            client.await();
            assertThat(left()).isNotEmpty();
            try (Gateway next = own.start()) {
                Eventually.holds(() -> left().isEmpty(), next::log);
            }
        }
    }

    @Test
    void anOperatorGetsAContainerAndNothingOfTheHost() {
        Ssh jobs = gateway.ssh("admin").withKey(operator);
        Ran alone = jobs.run("run", "--rm", IMAGE, "sh", "-c", "'ip -o link; grep NoNewPrivs /proc/self/status'");
        assertThat(alone.ok()).contains("lo").doesNotContain("eth0").contains("NoNewPrivs:\t1");
        for (List<String> more : List.of(
                List.of("-v", "/:/host"),
                List.of("-v", Docker.socket() + ":/socket"),
                List.of("--network", "host"),
                List.of("--network", "bridge"),
                List.of("--name", web.name() + "-x"),
                List.of("-w", "/proc/self/fd/8"))) {
            List<String> line = new ArrayList<>(List.of("run", "--rm"));
            line.addAll(more);
            line.addAll(List.of(IMAGE, "true"));
            Ran ran = jobs.run(line.toArray(String[]::new));
            assertThat(ran.code()).as(ran.toString()).isEqualTo(126);
        }
        assertThat(jobs.run("run", "--rm", "--network", "container:" + web.name(), IMAGE, "true")
                        .code())
                .isEqualTo(127);
        assertThat(jobs.run("run", "--rm", "hatchway-test-noshell", "true").code())
                .isEqualTo(127);
        assertThat(jobs.run("images").code()).isEqualTo(126);
        assertThat(left()).isEmpty();
    }
}
