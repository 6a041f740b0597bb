package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two hundred clients, each killed in the middle of its session. */
@RealEngine
final class ManyLoginsIT {
    private static final int LOGINS = 200;
    private static final int AT_ONCE = 6;

    @Test
    @Timeout(value = 240, unit = TimeUnit.SECONDS)
    void twoHundredKilledClientsLeaveNothingBehind() throws Exception {
        try (Site site = Site.create();
                Box web = Box.debian();
                Gateway gateway = site.open(web).start();
                ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Callable<Boolean>> logins = new ArrayList<>();
            for (int i = 0; i < LOGINS; i++) {
                String program = "sleep " + (65_000 + i);
                Ssh ssh = i % 4 == 0 ? gateway.ssh(web).with("-tt") : gateway.ssh(web);
                logins.add(() -> {
                    try (Child client = ssh.start("echo up; " + program + "; true")) {
                        client.awaitOut("up");
                        client.signal("KILL");
                        return true;
                    }
                });
            }
            for (Future<Boolean> login : pool.invokeAll(logins)) {
                assertThat(login.get()).isTrue();
            }
            web.awaitEmpty(Duration.ofSeconds(5));
            assertThat(gateway.ssh(web).run("echo in").ok()).isEqualTo("in\n");
        }
    }
}
