package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an operator of one container may not do to everybody else. */
@RealEngine
final class RestrictedConsoleIT {
    private static final Duration SECONDS = Duration.ofSeconds(10);

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box web;
    private static Box vault;
    private static Gateway gateway;
    private static Path olga;

    @BeforeAll
    static void start() throws IOException {
        web = STAGE.add(writing("seq 48 | sed s/.*/a/ | tr -d '\\n'; echo c;"
                + " head -c 4000000 /dev/zero | tr '\\0' a | fold -w 9000; echo; echo done"));
        vault = STAGE.add(Box.busybox("--network=none"));
        Site site = STAGE.add(Site.create()).open(web).open("admin").configure("{}\n");
        olga = site.newKey("olga");
        Files.copy(Site.publicHalf(olga), site.dir().resolve("olga.key"));
        Site.write(site.dir().resolve("access.yaml"), """
                people:
                  olga: {keys: [olga.key], roles: [operator]}
                roles:
                  operator:
                    - {allow: [exec], containers: ["%1$s*"]}
                    - {allow: [], containers: ["%1$s", "%2$s*"], commands: [logs, ps, rename]}
                """.formatted(web.name(), vault.name()));
        gateway = STAGE.add(site.start());
    }

    /** A container that writes and runs on. */
    private static Box writing(String script) {
        String name = Box.freshName();
        List<String> command = List.of("sh", "-c", script + "; sleep 600");
        Docker.start(name, "hatchway-test-busybox", List.of("--network=none"), command);
        Eventually.holds(
                () -> Docker.docker("logs", "-n", "1", name).contains("done"), () -> Docker.docker("logs", name));
        return Box.existing(name);
    }

    private static Ssh operator() {
        return gateway.ssh("admin").withKey(olga);
    }

    private static void anotherLoginAnswers() throws Exception {
        try (Child other = gateway.ssh(web).start("echo in")) {
            assertThat(other.await(SECONDS).ok()).isEqualTo("in\n");
        }
    }

    @Test
    void patternsThatGoBackForEverHoldUpNobody() throws Exception {
        try (Child one = operator().start("logs", web.name(), "--include", "'" + "a*".repeat(15) + "z'");
                Child two = operator().start("logs", web.name(), "--exclude", "'" + "(^|^)".repeat(60) + "z'")) {
            anotherLoginAnswers();
            assertThat(one.await().out()).isEmpty();
            assertThat(two.await().out()).contains("a".repeat(48) + "c");
        }
    }

    @Test
    void commandsThatAreBusyForMinutesHoldUpNobody() throws Exception {
        List<Child> busy = new ArrayList<>();
        try {
            for (int count = 0; count < 4; count++) {
                busy.add(operator().start("logs", web.name(), "--include", "'(a{30}){40}z'"));
            }
            Thread.sleep(2000);
            for (int count = 0; count < 3; count++) {
                anotherLoginAnswers();
            }
            assertThat(busy).allMatch(Child::alive);
        } finally {
            busy.forEach(Child::close);
        }
        anotherLoginAnswers();
    }

    @Test
    void aContainerIsRenamedIntoNobodysReach() {
        String within = web.name() + "-9";
        Ran renamed = operator().run("rename", vault.name(), within);
        assertThat(renamed.code()).isEqualTo(126);
        assertThat(renamed.err()).contains("You may not rename a container");
        assertThat(gateway.ssh(within).withKey(olga).run("echo in").out()).isEmpty();
        assertThat(operator().run("ps", "-q").ok()).contains(vault.name()).doesNotContain(within);
    }
}
