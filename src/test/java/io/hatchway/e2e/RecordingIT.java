package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.audit.Cast;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings of sessions on a terminal. Debian's asciinema knows version 2 alone, so a strict reader of ours plays them. */
@RealEngine
final class RecordingIT {
    private static List<Path> recordings(Site site) {
        Path folder = site.state().resolve("recordings");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String sha256(Path file) {
        return Child.run(List.of("sha256sum", file.toString())).ok().split(" ", -1)[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"strict", "best-effort"})
    void aSessionOnATerminalIsRecorded(String mode) throws IOException {
        try (Site site = Site.create().configure("recordings: {mode: " + mode + "}\n");
                Box web = Box.debian("--network", "none");
                Gateway gateway = site.open(web).start();
                Terminal terminal =
                        new Terminal(100, 30, gateway.ssh(web).with("-tt").argv())) {
            terminal.awaitScreen("#");
            terminal.enter("stty -echo; echo rea''dy; read -r secret; stty echo; echo got it");
            terminal.awaitScreen("ready");
            terminal.enter("hunter2");
            terminal.awaitScreen("got it");
            terminal.resize(90, 20);
            // The new size and the line travel apart from each other.
            terminal.enter(
                    "until stty size | grep '20 90'; do sleep 0.1; done; printf 'gr\\303\\266\\303\\237e\\n'; exit 4");
            assertThat(terminal.awaitEnd()).isEqualTo(4);
            assertThat(recordings(site)).hasSize(1);
            Path file = recordings(site).getFirst();
            Cast cast = Cast.read(file);
            assertThat(cast.header()).contains("\"cols\":100,\"rows\":30,\"type\":\"xterm-256color\"");
            assertThat(cast.output())
                    .contains("ready", "got it", "20 90", "größe")
                    .doesNotContain("hunter2");
            assertThat(cast.data('r')).contains("90x20");
            assertThat(cast.data('i')).isEmpty();
            assertThat(cast.data('x')).containsExactly("4");
            String sha256 = sha256(file);
            Path log = site.state().resolve("audit/audit.jsonl");
            Eventually.holds(() -> Site.read(log).contains("session.end"), () -> Site.read(log));
            assertThat(Site.read(log))
                    .contains("\"recording\":\"" + file.getFileName() + "\",\"recording_sha256\":\"" + sha256 + "\"");
        }
    }

    @Test
    void whatIsSaidOfAContainerWins() {
        try (Site site = Site.create();
                Box web = Box.busybox("--network", "none");
                Box other = Box.busybox("--network", "none");
                Gateway gateway = site.open(web, other)
                        .configure("containers: {" + web.name() + ": {record: best-effort}}\n")
                        .start()) {
            gateway.ssh(other).with("-tt").run("echo seen").ok();
            assertThat(recordings(site)).isEmpty();
            gateway.ssh(web).run("echo no terminal").ok();
            assertThat(recordings(site)).isEmpty();
            gateway.ssh(web).with("-tt").run("echo seen").ok();
            assertThat(recordings(site)).hasSize(1);
        }
    }

    @Test
    void whatIsSaidOfARoleWinsOverTheContainer() {
        try (Site site = Site.create().open("admin");
                Box web = Box.busybox("--network", "none")) {
            Path watched = site.newKey("watched");
            Path trusted = site.newKey("trusted");
            Site.write(site.dir().resolve("access.yaml"), """
                    people:
                      watched: {keys: [watched.pub], roles: [watched]}
                      trusted: {keys: [trusted.pub], roles: [trusted]}
                    roles:
                      watched: [{allow: all, containers: ["*"], record: strict}]
                      trusted: [{allow: all, containers: ["*"], record: off}]
                    """);
            site.open(web).configure("containers: {" + web.name() + ": {record: best-effort}}\n");
            try (Gateway gateway = site.start()) {
                gateway.ssh(web).withKey(trusted).with("-tt").run("echo seen").ok();
                assertThat(recordings(site)).isEmpty();
                gateway.ssh(web).withKey(watched).with("-tt").run("echo seen").ok();
                assertThat(recordings(site)).hasSize(1);
                gateway.ssh(web).with("-tt").run("echo seen").ok();
                assertThat(recordings(site)).hasSize(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"strict", "best-effort"})
    void aKilledGatewayLeavesARecordingThatPlays(String mode) throws IOException {
        try (Site site = Site.create().configure("recordings: {mode: " + mode + "}\n");
                Box web = Box.busybox("--network", "none")) {
            site.open(web);
            Path log = site.state().resolve("audit/audit.jsonl");
            try (Gateway gateway = site.start();
                    Child session = gateway.ssh(web)
                            .with("-tt")
                            .start("echo up; i=0; while :; do echo line $i; i=$((i+1)); done")) {
                session.awaitOut("line 2000");
                Eventually.within(
                        mode.equals("strict") ? Duration.ZERO : Duration.ofSeconds(1),
                        () -> Site.read(recordings(site).getFirst()).contains("line 2000"),
                        () -> "not written a second after the client saw it");
                gateway.kill9();
            }
            try (Gateway again = site.start()) {
                assertThat(again.alive()).isTrue();
                Eventually.holds(() -> Site.read(recordings(site).getFirst()).endsWith("]\n"), () -> "not mended");
                assertThat(Cast.read(recordings(site).getFirst()).output()).contains("line 1\r\n", "line 2000\r\n");
                Eventually.holds(() -> Site.read(log).contains("gateway_killed"), () -> Site.read(log));
                assertThat(Site.read(log))
                        .containsOnlyOnce("\"reason\":\"gateway_killed\"")
                        .contains("\"recording_sha256\":\""
                                + sha256(recordings(site).getFirst()) + "\"");
                again.kill9();
            }
            try (Gateway third = site.start()) {
                third.ssh(web).run("true").ok();
                assertThat(Site.read(log)).containsOnlyOnce("\"reason\":\"gateway_killed\"");
            }
        }
    }
}
