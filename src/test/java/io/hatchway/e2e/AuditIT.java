package io.hatchway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The audit log as an operator finds it: what is in it, when it is there, and what proves it. */
@RealEngine
final class AuditIT {
    private static Path log(Site site) {
        return site.state().resolve("audit/audit.jsonl");
    }

    private static List<String> lines(Site site) {
        return Files.exists(log(site)) ? Site.read(log(site)).lines().toList() : List.of();
    }

    private static List<String> events(Site site, String name) {
        return lines(site).stream()
                .filter(line -> line.contains("\"event\":\"" + name + "\""))
                .toList();
    }

    /** The first such event, which another thread may be about to write. */
    private static String event(Site site, String name) {
        Eventually.holds(
                () -> !events(site, name).isEmpty(), () -> "no " + name + " in:\n" + String.join("\n", lines(site)));
        return events(site, name).getFirst();
    }

    private static Ran verify(Site site) {
        return Child.run(
                Site.hatchway("audit", "verify", "--state", site.state().toString()));
    }

    @Test
    void aLoginAndACommandAreOnRecord() {
        try (Site site = Site.create();
                Box web = Box.busybox("--network", "none");
                Gateway gateway = site.open(web).start()) {
            assertThat(gateway.ssh(web)
                            .feed("12345".getBytes(UTF_8), "cat; exit 7")
                            .code())
                    .isEqualTo(7);
            assertThat(event(site, "session.end"))
                    .contains(
                            "\"login\":\"" + web.name() + "\"",
                            "\"bytes_in\":5,\"bytes_out\":5,\"exit\":7,\"duration_ms\":");
            assertThat(event(site, "connection.close")).contains("\"authenticated\":true");
            assertThat(event(site, "auth.ok"))
                    .contains("\"identity\":\"id\"", "\"key_fp\":\"SHA256:", "\"src\":\"127.0.0.1:", "\"rule\":\"");
            assertThat(event(site, "session.start"))
                    .contains(
                            "\"container\":\""
                                    + Docker.docker("inspect", "-f", "{{.Id}}", web.name())
                                            .strip() + "\"",
                            "\"name\":\"" + web.name() + "\"",
                            "\"image\":\"sha256:",
                            "\"client\":\"SSH-2.0-OpenSSH",
                            "\"pty\":false,\"request\":\"exec\",\"command\":\"cat; exit 7\"");
            // The gateway runs on; whether it has signed a part by now is a matter of time.
            assertThat(verify(site).ok())
                    .containsPattern(
                            "(The chain is unbroken, but nothing is signed|The audit log is as it was written): seq 1 to");
        }
    }

    @Test
    void aStartIsOnDiskBeforeTheFirstByte() throws IOException {
        try (Site site = Site.create();
                Box web = Box.busybox("--network", "none");
                Gateway gateway = site.open(web).start();
                Child session = Child.streaming(gateway.ssh(web).argv("echo first; cat"))) {
            assertThat(session.stdout().read()).isEqualTo('f');
            assertThat(events(site, "session.start")).hasSize(1);
            assertThat(events(site, "session.end")).isEmpty();
        }
    }

    @Test
    void whoMayNotEnterIsOnRecordToo() {
        try (Site site = Site.create();
                Box web = Box.busybox("--network", "none");
                Gateway gateway = site.open(web).open("missing").start()) {
            Path stranger = site.newKey("stranger");
            assertThat(gateway.ssh(web).withKey(stranger).run("true").code()).isEqualTo(255);
            assertThat(event(site, "auth.fail")).contains("\"login\":\"" + web.name() + "\"", "\"reason\":\"");
            assertThat(gateway.ssh("missing").run("true").code()).isEqualTo(254);
            assertThat(event(site, "session.refused"))
                    .contains("\"reason\":\"There is no container 'missing'", "\"exit\":254");
        }
    }

    @Test
    void whatIsWrittenAboutAccessIsOnRecordWithWhatBecameOfIt() {
        try (Site site = Site.create().open("admin").configure("log: {level: info}\n");
                Gateway gateway = site.start()) {
            assertThat(event(site, "config.accepted")).contains("\"source\":\"" + site.keys() + "\"");
            Path access = site.dir().resolve("access.yaml");
            Site.write(access, "peple: {}\n");
            assertThat(event(site, "config.rejected"))
                    .contains("\"outcome\":\"refused\",\"reason\":\"", "peple", "\"source\":\"" + access + "\"");
            Site.write(access, "roles: {ops: [{allow: all, containers: [web]}]}\n");
            Eventually.holds(
                    () -> events(site, "config.accepted").getLast().contains("\"source\":\"" + access + "\""),
                    () -> String.join("\n", lines(site)) + gateway.log());
            assertThat(events(site, "config.rejected")).hasSize(1);
            assertThat(verify(site).code()).isZero();
        }
    }

    @Test
    void aHostileCommandIsOneLine() throws IOException {
        try (Site site = Site.create();
                Box web = Box.busybox("--network", "none");
                Gateway gateway = site.open(web).start()) {
            gateway.ssh(web).run("echo 'a\n{\"v\":1,\"seq\":99}\r\u001b[2J\u202e'");
            gateway.ssh(web).run("echo " + "x".repeat(100_000));
            Ran python = Child.run(List.of(
                    "/usr/bin/python3",
                    "-c",
                    """
                    import paramiko, sys
                    client = paramiko.SSHClient()
                    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
                    key = paramiko.Ed25519Key.from_private_key_file(sys.argv[3])
                    client.connect('127.0.0.1', int(sys.argv[1]), sys.argv[2], pkey=key, look_for_keys=False, allow_agent=False)
                    for line in (b'echo a\\0b', b'echo \\xff\\xfe', b'echo ' + b'y' * 200000):
                        channel = client.get_transport().open_session()
                        try:
                            channel.exec_command(line)
                            channel.recv_exit_status()
                        except paramiko.SSHException:
                            pass
                    """,
                    Integer.toString(gateway.port()),
                    web.name(),
                    site.userKey().toString()));
            python.ok();
            Eventually.holds(
                    () -> events(site, "session.end").size() == 2
                            && events(site, "channel.refused").size() == 2
                            && events(site, "session.refused").size() == 1,
                    () -> String.join("\n", lines(site)));
            assertThat(events(site, "session.start")).hasSize(2);
            assertThat(events(site, "session.start").getFirst())
                    .contains("\\u000a{\\\"v\\\":1,\\\"seq\\\":99}\\u000d\\u001b[2J\\u202e");
            assertThat(events(site, "session.start").getLast())
                    .contains("\"command_bytes\":100005,\"command_sha256\":\"");
            assertThat(events(site, "channel.refused").getFirst()).contains("\"command\":\"echo a\\u0000b\"");
            assertThat(events(site, "session.refused").getFirst()).contains("\"command_bytes\":200005", "\"exit\":126");
            assertThat(Site.read(log(site)).chars().filter(c -> c != '\n' && (c < ' ' || c == 0x7f)))
                    .isEmpty();
            assertThat(verify(site).code()).isZero();
        }
    }

    @Test
    void sshKeygenVerifiesTheCheckpoint() throws IOException {
        try (Site site = Site.create();
                Box web = Box.busybox("--network", "none")) {
            try (Gateway gateway = site.open(web).start()) {
                gateway.ssh(web).run("true").ok();
            }
            String allowed = Child.run(Site.hatchway(
                            "audit", "key", "--state", site.state().toString()))
                    .ok();
            assertThat(allowed).startsWith("hatchway-audit namespaces=\"hatchway-audit\" ssh-ed25519 ");
            Site.write(site.dir().resolve("allowed_signers"), allowed);
            Path checkpoint = site.state().resolve("audit/checkpoint");
            List<String> argv = List.of(
                    "ssh-keygen",
                    "-Y",
                    "verify",
                    "-f",
                    site.dir().resolve("allowed_signers").toString(),
                    "-I",
                    "hatchway-audit",
                    "-n",
                    "hatchway-audit",
                    "-s",
                    checkpoint.toString());
            String signed = Site.read(checkpoint).lines().toList().getLast() + "\n";
            assertThat(Child.run(argv, signed.getBytes(UTF_8)).ok()).contains("Good \"hatchway-audit\" signature");
            assertThat(lines(site).getLast()).contains(signed.replaceAll("(?s).*(\"hash\":\"[0-9a-f]{64}\").*", "$1"));
            assertThat(Child.run(argv, signed.replace("\"seq\":", "\"seq\":1").getBytes(UTF_8))
                            .code())
                    .isNotZero();
        }
    }

    @Test
    void afterAKillTheTornLineIsSetAsideAndTheChainGoesOn() throws IOException {
        try (Site site = Site.create();
                Box web = Box.busybox("--network", "none")) {
            site.open(web);
            try (Gateway gateway = site.start();
                    Child session = gateway.ssh(web).start("echo up; sleep 70010; true")) {
                session.awaitOut("up");
                gateway.kill9();
            }
            Files.writeString(log(site), "{\"v\":1,\"seq\":", java.nio.file.StandardOpenOption.APPEND);
            assertThat(verify(site).err()).contains("note:").contains("the last line has no end");
            try (Gateway gateway = site.start()) {
                gateway.ssh(web).run("true").ok();
                assertThat(gateway.log()).contains("did not end with a whole line");
                assertThat(event(site, "audit.tail")).contains("\"bytes\":13");
                assertThat(lines(site))
                        .filteredOn(line -> line.contains("\"reason\":\"gateway_killed\""))
                        .singleElement()
                        .asString()
                        .contains("\"event\":\"session.end\"", "\"name\":\"" + web.name() + "\"");
            }
            assertThat(verify(site).ok()).contains("as it was written");
            try (var torn = Files.newDirectoryStream(site.state().resolve("audit"), "torn-*")) {
                assertThat(torn.iterator().next()).hasContent("{\"v\":1,\"seq\":");
            }
        }
    }

    @Test
    void aCommandThatAKilledGatewayWasInTheMiddleOfIsOnRecord() {
        String name = Box.freshName();
        Docker.start(
                name, "hatchway-test-busybox", List.of("--network=none"), List.of("sh", "-c", "trap '' TERM; cat"));
        try (Site site = Site.create().open("admin");
                Box stubborn = Box.existing(name)) {
            try (Gateway gateway = site.start();
                    Child stop = gateway.ssh("admin").start("stop", "-t", "20", stubborn.name())) {
                assertThat(event(site, "admin.begin"))
                        .contains("\"identity\":\"id\"", "\"command\":\"stop -t 20 " + stubborn.name() + "\"")
                        .doesNotContain("\"exit\"");
                gateway.kill9();
                stop.await();
            }
            try (Gateway gateway = site.start()) {
                assertThat(events(site, "admin.command")).isEmpty();
                assertThat(gateway.ssh("admin")
                                .run("audit", "--container", stubborn.name(), "--event", "admin.*")
                                .ok())
                        .contains("admin.begin", "stop -t 20 " + stubborn.name());
            }
            assertThat(verify(site).ok()).contains("as it was written");
        }
    }

    @Test
    void whatSomebodyDidToTheLogIsNamed() {
        try (Site site = Site.create();
                Box web = Box.busybox("--network", "none")) {
            try (Gateway gateway = site.open(web).start()) {
                gateway.ssh(web).run("true").ok();
            }
            List<String> lines = new ArrayList<>(lines(site));
            Site.write(log(site), String.join("\n", lines.subList(0, lines.size() - 1)) + "\n");
            Ran cut = verify(site);
            assertThat(cut.code()).isEqualTo(1);
            assertThat(cut.err()).contains("seq " + lines.size() + ": the log was cut");
            lines.set(2, lines.get(2).replace("127.0.0.1", "127.0.0.2"));
            Site.write(log(site), String.join("\n", lines) + "\n");
            Ran edited = verify(site);
            assertThat(edited.code()).isEqualTo(1);
            assertThat(edited.err()).contains("audit.jsonl:3: seq 3:").doesNotContain("\tat ");
        }
    }

    @Test
    void onAFullDiskOnlyTheConsoleOpensAndOnlyToLook() {
        assumeTrue("root".equals(System.getProperty("user.name")), "a file system can be mounted by root alone");
        try (Site site = Site.create().open("admin");
                Box web = Box.busybox("--network", "none");
                Mount state = Mount.tmpfs(site.state(), "20m");
                Gateway gateway =
                        site.open(web).configure("audit: {min_free: 4m}\n").start();
                Child running = gateway.ssh(web).start("echo up; cat; exit 5")) {
            running.awaitOut("up");
            state.fill();
            Ran refused = gateway.ssh(web).run("echo in");
            assertThat(refused.code()).isEqualTo(254);
            assertThat(refused.out()).isEmpty();
            assertThat(refused.err()).contains("cannot keep its audit log").doesNotContain("Exception");
            Ran console = gateway.ssh("admin").run("version");
            assertThat(console.code()).isZero();
            assertThat(console.out()).contains("hatchway");
            assertThat(console.err()).contains("read-only");
            assertThat(gateway.ssh("admin").run("ps -q").ok()).contains(web.name());
            for (String change : List.of("pause", "stop", "exec", "rm -f -y", "save")) {
                Ran denied = gateway.ssh("admin").run(change + " " + web.name() + " true");
                assertThat(denied.code()).isEqualTo(126);
                assertThat(denied.out()).isEmpty();
                assertThat(denied.err())
                        .contains("may change something or take it away, and this console is read-only");
            }
            assertThat(web.sh("echo runs")).isEqualTo("runs");
            running.endInput();
            assertThat(running.await().code()).as("a session that runs goes on").isEqualTo(5);
            state.makeRoom();
            assertThat(gateway.ssh(web).run("echo in").ok()).isEqualTo("in\n");
            assertThat(gateway.ssh("admin").run("pause " + web.name()).ok()).contains("paused");
            assertThat(verify(site).code()).isZero();
        }
    }
}
