package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The network between client and gateway goes away without a word: two network namespaces and a cable to cut. */
@RealEngine
final class NetworkCutIT {

    static Stream<OrphansIT.Image> images() {
        return OrphansIT.images();
    }

    @ParameterizedTest
    @MethodSource("images")
    void nothingOutlivesANetworkThatIsCut(OrphansIT.Image image) {
        try (Cable cable = Cable.lay();
                Site site = Site.create().configure("ssh: {keepalive_interval: 1s, keepalive_count: 2}\n");
                Box box = image.fresh().get();
                Gateway gateway = site.open(box)
                        .listen(Cable.GATEWAY + ":0")
                        .under(cable.atTheGateway())
                        .start();
                Tree.Clients clients =
                        Tree.start(image.trees(), box, gateway.ssh(box).under(cable.atTheClient()))) {
            cable.cut();
            // The gateway needs three seconds to know that the client has gone.
            box.awaitEmpty(Duration.ofSeconds(4).plus(Box.GONE));
            assertThat(clients.all()).isNotEmpty();
        }
    }

    /** Two namespaces joined by a cable, on addresses nothing else here can reach. */
    private static final class Cable implements AutoCloseable {
        static final String GATEWAY = "192.0.2.1";

        private final String gateway = "hwg" + ProcessHandle.current().pid();
        private final String client = "hwc" + ProcessHandle.current().pid();

        static Cable lay() {
            Cable cable = new Cable();
            Ran first = ip("netns", "add", cable.gateway);
            if (first.code() != 0 && !Boolean.getBoolean("hatchway.engine.required")) {
                Assumptions.abort(
                        "network namespaces cannot be made here: " + first.err().strip());
            }
            first.ok();
            try {
                ip("netns", "add", cable.client).ok();
                ip(
                                "-n",
                                cable.gateway,
                                "link",
                                "add",
                                "cable",
                                "type",
                                "veth",
                                "peer",
                                "name",
                                "cable",
                                "netns",
                                cable.client)
                        .ok();
                ip("-n", cable.gateway, "address", "add", GATEWAY + "/30", "dev", "cable")
                        .ok();
                ip("-n", cable.client, "address", "add", "192.0.2.2/30", "dev", "cable")
                        .ok();
                for (String end : List.of(cable.gateway, cable.client)) {
                    ip("-n", end, "link", "set", "lo", "up").ok();
                    ip("-n", end, "link", "set", "cable", "up").ok();
                }
                return cable;
            } catch (AssertionError e) {
                cable.close();
                throw e;
            }
        }

        String[] atTheGateway() {
            return new String[] {"ip", "netns", "exec", gateway};
        }

        String[] atTheClient() {
            return new String[] {"ip", "netns", "exec", client};
        }

        void cut() {
            ip("-n", client, "link", "set", "cable", "down").ok();
        }

        @Override
        public void close() {
            ip("netns", "del", client);
            ip("netns", "del", gateway);
        }

        private static Ran ip(String... args) {
            List<String> argv = new ArrayList<>(List.of("ip"));
            argv.addAll(Arrays.asList(args));
            return Child.run(argv);
        }
    }
}
