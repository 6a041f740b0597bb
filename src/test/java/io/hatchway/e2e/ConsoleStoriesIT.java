package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Three people at the console, from their first line to their last, on a terminal and then by single commands: who may do
 * everything, who may do some things in one container, and who may do nothing here.
 */
@RealEngine
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ConsoleStoriesIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Site site;
    private static Box web;
    private static Box vault;
    private static Gateway gateway;
    private static Path olga;
    private static Path ursula;

    @BeforeAll
    static void start() {
        web = STAGE.add(writing("web", "GET /cart 821"));
        vault = STAGE.add(writing("vault", "the vault is shut"));
        site = STAGE.add(Site.create()).open(web, vault).open("admin").configure("{}\n");
        olga = site.newKey("olga");
        ursula = site.newKey("ursula");
        Site.write(site.dir().resolve("access.yaml"), """
                people:
                  olga: {keys: [olga.pub], roles: [operator]}
                  ursula: {keys: [ursula.pub], roles: [user]}
                roles:
                  operator:
                    - {allow: [shell, exec], containers: [%1$s], commands: [ps, logs, restart, shell, sessions]}
                  user:
                    - {allow: [shell, exec], containers: [%1$s]}
                """.formatted(web.name()));
        gateway = STAGE.add(site.start());
    }

    /** A container that says a line and runs on. */
    private static Box writing(String name, String line) {
        return Box.writing(Box.freshName() + "-" + name, "echo '" + line + "'; exec /bin/sleep 99999", List.of());
    }

    private static Terminal terminal(Ssh ssh) {
        return new Terminal(140, 40, ssh.with("-tt").argv());
    }

    /** The last line of the audit log that an administrator finds so. */
    private static String told(String... conditions) {
        List<String> command = new ArrayList<>(List.of("audit", "--json", "--tail", "1"));
        command.addAll(List.of(conditions));
        return gateway.ssh("admin").run(command.toArray(String[]::new)).ok();
    }

    @Test
    @Order(1)
    void anAdministratorLooksAfterEverything() throws IOException {
        Box old = Box.busybox("--network=none");
        try (old;
                Terminal screen = terminal(gateway.ssh("admin"))) {
            screen.awaitScreen("local id>");
            screen.enter("lgos " + web.name());
            screen.awaitScreen("There is no command 'lgos'. Did you mean 'logs'?");
            screen.enter("logs " + web.name() + " " + vault.name());
            screen.awaitLine(web.name() + " +\\| GET /cart 821");
            screen.awaitLine(vault.name() + " +\\| the vault is shut");
            screen.enter("ps " + Docker.RUN + "* | grep -v " + vault.name());
            screen.awaitLine(web.name() + " +[0-9a-f]{12} .* running .*");
            screen.type("shell " + web.name().substring(0, web.name().length() - 2));
            screen.press("Tab");
            screen.awaitScreen("shell " + web.name());
            screen.enter("");
            screen.awaitLine(".*#");
            screen.enter("echo in-$((40+2)); exit 3");
            screen.awaitLine("in-42");
            screen.awaitLine("local id>");
            screen.enter("stop -t 0 " + old.name());
            screen.awaitLine(old.name() + ": stopped");
            screen.enter("rm " + old.name());
            screen.awaitScreen("Type " + old.name() + " to go on:");
            screen.enter(old.name());
            screen.awaitLine(old.name() + ": removed");
            screen.enter("logs -f " + web.name());
            screen.awaitLine("GET /cart 821");
            screen.press("C-c");
            screen.enter("version");
            screen.awaitLine("hatchway \\d.*");
            screen.press("C-d");
            assertThat(screen.awaitEnd()).isZero();
        }
        assertThat(JSON.readTree(gateway.ssh("admin")
                                .run("ps", "--json", web.name())
                                .ok())
                        .findValuesAsText("name"))
                .containsExactly(web.name());
        assertThat(gateway.ssh("admin")
                        .run("exec", web.name(), "sh", "-c", "'exit 7'")
                        .code())
                .isEqualTo(7);
        String told = gateway.ssh("admin")
                .run("audit", "--event", "admin.command", "--person", "id")
                .ok();
        assertThat(told).contains("command=lgos " + web.name(), "command=rm " + old.name(), "exit=127");
    }

    @Test
    @Order(2)
    void anOperatorHasHisContainerAndNothingElse() throws IOException {
        Ssh operator = gateway.ssh("admin").withKey(olga);
        try (Terminal screen = terminal(operator)) {
            screen.awaitScreen("local olga>");
            screen.enter("help");
            screen.awaitLine("restart +.*");
            assertThat(screen.screen()).doesNotContain("prune").doesNotContain("audit ");
            screen.enter("ps -a");
            screen.awaitLine(web.name() + " .* running .*");
            assertThat(screen.screen()).doesNotContain(vault.name());
            screen.type("logs " + vault.name().substring(0, vault.name().length() - 1));
            screen.press("Tab");
            screen.enter("t");
            screen.awaitScreen("There is no container '" + vault.name() + "'");
            screen.enter("rm " + web.name());
            screen.awaitScreen("You may not run 'rm' here; 'help' lists what you may.");
            screen.enter("shell " + vault.name());
            screen.awaitScreen("There is no container '" + vault.name() + "'");
            screen.enter("shell " + web.name());
            screen.awaitLine(".*#");
            screen.enter("echo mine-$((40+2)); exit");
            screen.awaitLine("mine-42");
            screen.awaitLine("local olga>");
            screen.press("C-d");
            screen.awaitEnd();
        }
        assertThat(operator.run("logs", web.name()).ok()).startsWith("GET /cart 821\n");
        assertThat(operator.run("restart", "-t", "0", web.name()).ok()).isEqualTo(web.name() + ": restarted\n");
        assertThat(operator.run("logs", vault.name()).code()).isEqualTo(127);
        assertThat(operator.run("rm", "--yes", web.name()).code()).isEqualTo(126);
        assertThat(operator.run("audit").code()).isEqualTo(126);
        Ran refused = operator.run("audit", "--json");
        assertThat(refused.out()).isEmpty();
        assertThat(JSON.readTree(refused.err()).path("code").asInt()).isEqualTo(126);
        assertThat(vault.sh("echo runs")).isEqualTo("runs");
    }

    @Test
    @Order(3)
    void anIntruderGetsNowhereAndIsSeenAndPutOut() throws IOException {
        Path nobody = site.newKey("nobody");
        for (Path key : List.of(ursula, nobody)) {
            for (String login : List.of("admin", "admin+root", vault.name())) {
                Ran tried = gateway.ssh(login).withKey(key).run("ps");
                assertThat(tried.code()).as(login).isEqualTo(255);
                assertThat(tried.out()).as(login).isEmpty();
                assertThat(tried.err()).as(login).contains("Permission denied (publickey)");
            }
        }
        try (Terminal hers = terminal(gateway.ssh(web).withKey(ursula));
                Terminal screen = terminal(gateway.ssh("admin"))) {
            hers.awaitLine(".*#");
            // Words for whoever looks on or reads the log later.
            hers.enter("printf '\\033[2J\\033]0;owned\\007\\033[31mlocal id> \\033[6n'; echo x > /proc/1/fd/1");
            screen.awaitScreen("local id>");
            assertThat(told("--event", "auth.fail", "--container", "admin")).contains("\"login\":\"admin\"");
            screen.enter("sessions");
            screen.awaitLine("[0-9a-f]{12} +ursula +127.0.0.1:.*shell \\(tty\\).*");
            screen.enter("people remove ursula");
            screen.awaitScreen("Type ursula to go on:");
            screen.enter("ursula");
            screen.awaitLine("removed ursula");
            hers.awaitScreen("The key of this session may no longer open this login");
            assertThat(hers.awaitEnd()).isEqualTo(255);
            screen.press("C-d");
            assertThat(screen.awaitEnd()).isZero();
        }
        assertThat(gateway.ssh(web).withKey(ursula).run("true").code()).isEqualTo(255);
        assertThat(told("--person", "ursula", "--event", "session.end")).contains("\"reason\":\"revoked\"");
        assertThat(told("--event", "person.removed")).contains("\"person\":\"ursula\"", "\"identity\":\"id\"");
        assertThat(gateway.ssh("admin").run("audit", "verify").code()).isZero();
        web.awaitEmpty();
    }
}
