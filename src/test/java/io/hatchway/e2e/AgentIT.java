package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code ssh -A}: the client's agent in a container. */
@RealEngine
final class AgentIT {
    /** Asks the agent for its keys and says how many bytes of an answer came. */
    private static final String ASK = """
            stat -c '%a %u' "$SSH_AUTH_SOCK" "$(dirname "$SSH_AUTH_SOCK")"
            python3 -c '
            import os, socket
            s = socket.socket(socket.AF_UNIX)
            s.connect(os.environ["SSH_AUTH_SOCK"])
            s.sendall(b"\\0\\0\\0\\1\\x0b")
            print("ssh-ed25519" if b"ssh-ed25519" in s.recv(4096) else "no key")
            '
            """;

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box debian;
    private static Box busybox;
    private static Gateway gateway;
    private static Path socket;

    @BeforeAll
    static void start() {
        debian = STAGE.add(Box.debian());
        busybox = STAGE.add(Box.busybox());
        Site site = site();
        Site.write(site.keys().resolve(debian.name() + "+nobody"), site.publicKey());
        gateway = STAGE.add(site.start());
        socket = site.dir().resolve("agent");
        Child agent = STAGE.add(Child.start(List.of("ssh-agent", "-D", "-a", socket.toString())));
        Eventually.holds(() -> Files.exists(socket), agent::toString);
        Child.run(List.of(
                        "env",
                        "SSH_AUTH_SOCK=" + socket,
                        "ssh-add",
                        "-q",
                        site.userKey().toString()))
                .ok();
    }

    private static Site site() {
        Site site = STAGE.add(Site.create());
        for (Box box : List.of(debian, busybox)) {
            for (String user : List.of("", "+app", "+1000")) {
                Site.write(site.keys().resolve(box.name() + user), "agent-forwarding " + site.publicKey());
            }
        }
        return site;
    }

    private static Ran offering(String login, String command) {
        return Child.run(argv(gateway, login, command));
    }

    /** A client that has the agent; the others of these tests have none. */
    private static List<String> argv(Gateway by, String login, String command) {
        return by.ssh(login).with("-A").argv(command).stream()
                .map(word -> word.equals("IdentityAgent=none") ? "IdentityAgent=" + socket : word)
                .toList();
    }

    @Test
    void whereTheLineSaysSoProgramsReachTheClientsAgent() {
        assertThat(offering(debian.name(), ASK).ok()).isEqualTo("600 0\n700 0\nssh-ed25519\n");
    }

    @Test
    void theSocketIsTheSessionsUsersAlone() {
        assertThat(offering(debian.name() + "+app", ASK).ok()).isEqualTo("600 1000\n700 1000\nssh-ed25519\n");
    }

    @Test
    void nothingOfItIsLeftWhenTheSessionEnds() {
        String path = offering(debian.name(), "echo $SSH_AUTH_SOCK").ok().strip();
        assertThat(path).startsWith("/tmp/ssh-");
        Eventually.holds(() -> !debian.sh("ls /tmp").contains("ssh-"), () -> debian.sh("ls -R /tmp"));
    }

    /** All of a container's sockets are one relay's. */
    @Test
    void aClientThatVanishesLeavesTheOthersTheirs() throws Exception {
        try (Child stays = Child.start(argv(gateway, debian.name(), "echo up; while read line; do " + ASK + "done"))) {
            stays.awaitOut("up");
            for (int i = 0; i < 12; i++) {
                try (Child vanishes = Child.start(argv(gateway, debian.name(), "echo up; sleep 88888"))) {
                    if (i % 2 == 0) {
                        vanishes.awaitOut("up");
                    } else {
                        Thread.sleep(i * 40L);
                    }
                    vanishes.signal("KILL");
                }
            }
            debian.awaitGone("88888");
            stays.type("ask\n");
            stays.awaitOut("ssh-ed25519\n");
        }
    }

    @Test
    void withoutTheOptionThereIsNone() {
        assertThat(offering(debian.name() + "+nobody", "echo [$SSH_AUTH_SOCK]").ok())
                .isEqualTo("[]\n");
    }

    @Test
    void whoOffersNoneHasNone() {
        assertThat(gateway.ssh(debian).run("echo [$SSH_AUTH_SOCK]").ok()).isEqualTo("[]\n");
    }

    /** A program of this machine that looks into the container. */
    private static final String ASK_FROM_HERE = """
            import os, socket, sys
            os.chroot(sys.argv[1])
            s = socket.socket(socket.AF_UNIX)
            s.connect(sys.argv[2])
            s.sendall(b"\\0\\0\\0\\1\\x0b")
            print("ssh-ed25519" if b"ssh-ed25519" in s.recv(4096) else "no key")
            """;

    @Test
    void anImageWithNothingInItHasOneTooByAHelperWhereTheGatewayMayNotEnter() throws Exception {
        Docker.ensure("hatchway-test-debian");
        Gateway apart = STAGE.add(site().configure("engine: {helper_image: hatchway-test-debian}\n")
                .under("setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin")
                .start());
        String root = "/proc/" + Docker.docker("inspect", "--format", "{{.State.Pid}}", busybox.name()) + "/root";
        for (Gateway one : List.of(gateway, apart)) {
            for (String user : List.of("", "+1000")) {
                String show = "stat -c '%a %u' $SSH_AUTH_SOCK ${SSH_AUTH_SOCK%/*}; echo $SSH_AUTH_SOCK; read end";
                try (Child client = Child.start(argv(one, busybox.name() + user, show))) {
                    String owner = user.isEmpty() ? "0" : "1000";
                    client.awaitOut("600 " + owner + "\n700 " + owner + "\n");
                    client.awaitOut("/agent\n");
                    String path = client.out().lines().toList().getLast();
                    assertThat(Child.run(List.of("/usr/bin/python3", "-c", ASK_FROM_HERE, root, path))
                                    .ok())
                            .isEqualTo("ssh-ed25519\n");
                    client.type("\n");
                    assertThat(client.await().code()).isZero();
                }
                Eventually.holds(() -> !busybox.sh("ls /tmp").contains("ssh-"), () -> busybox.sh("ls -R /tmp"));
            }
        }
    }

    @Test
    void whereNobodyMakesOneTheSessionGoesOnWithoutAndItIsOnRecord() {
        Gateway alone = STAGE.add(site().configure("{}\n")
                .under("setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin")
                .start());
        assertThat(Child.run(argv(alone, busybox.name(), "echo [$SSH_AUTH_SOCK]"))
                        .ok())
                .isEqualTo("[]\n");
        assertThat(alone.log()).contains("has no agent: The gateway has no way into the files of " + busybox.name());
        Eventually.holds(
                () -> Site.read(alone.site().state().resolve("audit/audit.jsonl"))
                        .lines()
                        .anyMatch(line -> line.contains("\"event\":\"forward.refused\"") && line.contains("\"agent\"")),
                alone::log);
    }
}
