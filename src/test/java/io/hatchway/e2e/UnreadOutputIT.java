package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client that asks for more output than it reads, over many channels with windows as large as there are. */
@RealEngine
final class UnreadOutputIT {
    private static final int CONNECTIONS = 4;
    private static final int CHANNELS = 8;
    private static final long BUDGET = 16L << 20;

    /** Opens a connection with channels whose programs write without end once {@code /tmp/go} is there. */
    private static final String GREEDY = """
            transport, channels = connected(), []
            for number in range(%d):
                channels.append(transport.open_session(window_size=2**31 - 1, timeout=60))
                ask(channels[-1], "exec", "until [ -e /tmp/go ]; do sleep 0.1; done; exec yes")
            print("asked", flush=True)
            time.sleep(1000)
            """.formatted(CHANNELS);

    private static long written(Box box) {
        return box.processes().stream()
                .filter(process -> process.commandLine().endsWith("yes"))
                .mapToLong(Box.Running::written)
                .sum();
    }

    @Test
    void whatNobodyReadsTakesNoMoreThanTheBudgetAndNobodyElsesTurn() {
        try (Box web = Box.busybox("--network", "none");
                Box other = Box.busybox("--network", "none");
                Site site = Site.create().open(web, other).configure("ssh: { max_output: 16m }\n");
                Gateway gateway = site.start()) {
            List<Child> clients = new ArrayList<>();
            try {
                for (int i = 0; i < CONNECTIONS; i++) {
                    Child client = Paramiko.start(gateway, web.name(), GREEDY);
                    clients.add(client);
                    client.awaitOut("asked");
                    client.signal("STOP");
                }
                Eventually.holds(
                        () -> web.programs().stream()
                                        .filter(line -> line.contains("/tmp/go"))
                                        .count()
                                == CONNECTIONS * CHANNELS,
                        () -> "programs: " + web.programs());
                gateway.ssh(other).run("true").ok();
                long before = gateway.resident();
                web.sh("touch /tmp/go");
                Eventually.holds(() -> written(web) > BUDGET, () -> "only " + written(web) + " bytes were written");
                Eventually.settled(() -> written(web));
                assertThat(gateway.ssh(other).run("echo in").ok()).isEqualTo("in\n");
                assertThat(gateway.ssh(web).run("echo in").ok()).isEqualTo("in\n");
                assertThat(gateway.resident() - before)
                        .as("bytes more than before, of a budget of %d", BUDGET)
                        .isLessThan(6 * BUDGET);
            } finally {
                clients.forEach(Child::close);
            }
            web.awaitEmpty();
        }
    }
}
