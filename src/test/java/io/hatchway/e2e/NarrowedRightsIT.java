package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A right that is taken away is taken from what runs by it, too. */
@RealEngine
final class NarrowedRightsIT {
    private static final int DENIED = 126;
    private static final Duration PROMISED = Duration.ofSeconds(5);

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box web;
    private static Site site;
    private static Gateway gateway;
    private static Path olga;

    @BeforeAll
    static void start() throws IOException {
        web = STAGE.add(Box.busybox("--network=none"));
        site = STAGE.add(Site.create()).open(web).open("admin").configure("{}\n");
        olga = site.newKey("olga");
        Files.copy(Site.publicHalf(olga), site.dir().resolve("olga.key"));
        grant("ps, logs, sessions, audit, run, rm, top, stats, events");
        gateway = STAGE.add(site.start());
    }

    private static void grant(String commands) {
        Site.write(site.dir().resolve("access.yaml"), """
                people:
                  olga: {keys: [olga.key], roles: [operator]}
                roles:
                  operator:
                    - {allow: [], containers: ["*"], commands: [%s]}
                """.formatted(commands));
    }

    private static Ssh operator() {
        return gateway.ssh("admin").withKey(olga);
    }

    private static Child drawing(String... command) {
        return Child.start(operator().with("-tt").argv(command), Map.of("TERM", "xterm"));
    }

    @Test
    void whatRunsEndsWithTheRightToRunIt() {
        Map<String, Child> running = new LinkedHashMap<>();
        String name = Box.freshName();
        String image = "hatchway-test-busybox";
        try (Terminal shell = new Terminal(80, 20, gateway.ssh(web).with("-tt").argv());
                Terminal console = new Terminal(99, 20, operator().with("-tt").argv())) {
            shell.awaitScreen("/srv #");
            String session = operator().run("sessions", "list", "-q").ok().strip();
            running.put("logs", operator().start("logs", "-f", web.name()));
            running.put("logs of a pattern", operator().start("logs", "-f", "'" + web.name() + "*'"));
            running.put("audit", operator().start("audit", "-f"));
            running.put("events", operator().start("events"));
            running.put("run", operator().start("run", "--rm", "--name", name, image, "sleep", "600"));
            running.put("stats", drawing("stats", web.name()));
            running.put("top", drawing("top", "-w", web.name()));
            running.put("sessions watch", drawing("sessions", "watch", session));
            console.awaitScreen("local olga>");
            console.enter("rm -f " + web.name());
            console.awaitScreen("to go on:");
            for (String drawn : List.of("stats", "top", "sessions watch")) {
                Objects.requireNonNull(running.get(drawn)).awaitOut("\033[?1049h");
            }
            Eventually.holds(() -> Docker.tryDocker("top", name).code() == 0, () -> String.valueOf(running.get("run")));
            assertThat(running.values()).allMatch(Child::alive);

            grant("ps");

            Eventually.within(
                    PROMISED.plusSeconds(1),
                    () -> running.values().stream().noneMatch(Child::alive),
                    () -> "still running: "
                            + running.entrySet().stream()
                                    .filter(each -> each.getValue().alive())
                                    .map(Map.Entry::getKey)
                                    .toList());
            SoftAssertions all = new SoftAssertions();
            running.forEach((title, child) -> {
                Ran ran = child.await();
                all.assertThat(ran.code()).as(title).isEqualTo(DENIED);
                all.assertThat(ran.out() + ran.err())
                        .as(title)
                        .contains("What this key may do here has changed, so '" + title.split(" ", 2)[0]);
            });
            all.assertAll();
            console.awaitScreen("so 'rm' is ended");
            console.enter(web.name());
            console.awaitScreen("There is no command");
            console.enter("ps -q " + web.name());
            console.awaitLine(Pattern.quote(web.name()));
            assertThat(Docker.tryDocker("inspect", name).code())
                    .as("the one-off")
                    .isNotZero();
        } finally {
            running.values().forEach(Child::close);
            grant("ps, logs, sessions, audit, run, rm, top, stats, events");
        }
    }

    @Test
    void whatNobodyTookAwayGoesOn() throws Exception {
        Eventually.holds(() -> operator().run("logs", web.name()).code() == 0, gateway::log);
        try (Child logs = operator().start("logs", "-f", web.name())) {
            grant("ps, logs, sessions, audit, run, rm, top, stats, events, images");
            Eventually.holds(() -> operator().run("images", "-q").code() == 0, gateway::log);
            grant("ps, logs, sessions, audit, run, top, stats, events");
            Eventually.holds(() -> operator().run("rm", "--yes", "no-such").code() == DENIED, gateway::log);
            Thread.sleep(PROMISED.minusSeconds(2));
            assertThat(logs.alive()).as("%s", logs).isTrue();
        }
    }
}
