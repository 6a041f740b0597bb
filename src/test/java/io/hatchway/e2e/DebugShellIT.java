package io.hatchway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A shell with tools beside a container whose image has none, for who is granted {@code debug}. */
@RealEngine
final class DebugShellIT {
    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Box bare;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        Docker.ensure("hatchway-test-debian");
        bare = STAGE.add(Box.withoutShell());
        Site site = STAGE.add(Site.create());
        Site.write(site.dir().resolve("access.yaml"), """
                people:
                  ann: {keys: [id.pub], roles: [looks-into]}
                roles:
                  looks-into:
                    - {allow: [shell, debug], containers: ["%s"]}
                """.formatted(bare.name()));
        Site.write(site.keys().resolve("admin"), Site.read(Site.publicHalf(site.newKey("admin"))));
        site.configure("engine: {helper_image: hatchway-test-debian}\n");
        gateway = STAGE.add(site.start());
    }

    private static Ran typed(Ssh ssh, String lines) {
        return Child.run(ssh.with("-tt").argv(), lines.getBytes(UTF_8));
    }

    @Test
    void theContainersProcessesNetworkAndFilesAreThere() {
        Ran ran = typed(
                gateway.ssh(bare),
                "cat /proc/1/cmdline | tr '\\0' ' '; echo; ls /proc/1/root/bin; readlink /proc/self/ns/net /proc/1/ns/net\nexit 3\n");
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).contains("has no shell, so this one is the gateway's");
        assertThat(ran.out()).contains("/bin/sleep 99999").contains("printenv");
        List<String> networks =
                ran.out().lines().filter(line -> line.startsWith("net:[")).toList();
        assertThat(networks).hasSize(2);
        assertThat(networks.getFirst()).isEqualTo(networks.getLast());
    }

    @Test
    void nothingOfItIsLeftWhenTheClientIsKilled() {
        try (Child client = Child.start(gateway.ssh(bare).with("-tt").argv())) {
            client.awaitErr("has no shell");
            client.type("echo up$((1 + 1)); sleep 77777\n");
            client.awaitOut("up2");
            client.signal("KILL");
        }
        bare.awaitEmpty();
        Eventually.holds(() -> Helpers.beside(bare, "tools").isEmpty(), () -> "left: " + Helpers.beside(bare, "tools"));
    }

    @Test
    void withoutATerminalThereIsNone() {
        Ran ran = gateway.ssh(bare).with("-T").feed(new byte[0]);
        assertThat(ran.code()).isEqualTo(127);
        assertThat(ran.err())
                .contains(
                        "The container " + bare.name() + " has no shell (no sh on its PATH). Name a program in it:"
                                + " ssh LOGIN@HOST /path/to/program, or have a shell of the gateway's beside it: ssh -t LOGIN@HOST");
    }
}
