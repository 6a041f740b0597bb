package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.SampleGrants;
import io.hatchway.access.Scope;
import io.hatchway.container.Compose;
import io.hatchway.container.Container;
import io.hatchway.container.ContainerSummary;
import io.hatchway.container.FakeInventory;
import io.hatchway.container.ImageSummary;
import io.hatchway.container.NetworkSummary;
import io.hatchway.container.OneOff;
import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import io.hatchway.container.VolumeSummary;
import io.hatchway.session.Exit;
import io.hatchway.session.Request;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One-off containers: what an admin gets, and what somebody with less does not. */
@Timeout(20)
final class RunCommandTest {
    private static final String SHOP = "sha256:" + "aa".repeat(32);
    private static final Exit REFUSED = new Exit.Status(126);
    /** What the program in the container ended with. */
    private static final Exit RAN = new Exit.Status(7);

    @TempDir
    private Path state;

    private SampleConsole console;

    @BeforeEach
    void twoTeamsOnOneEngine() {
        console = new SampleConsole(state);
        image(SHOP, "shop-web:latest", Map.of());
        image("sha256:" + "bb".repeat(32), "bank:latest", Map.of(Compose.PROJECT, "bank"));
        console.inventory.containers.add(FakeInventory.running("shop-db"));
        console.inventory.containers.add(FakeInventory.running("vault"));
        volume("shop-data");
        volume("gold");
        network("shop-net");
        network("bridge");
    }

    private void image(String id, String tag, Map<String, String> labels) {
        console.inventory.images.add(new ImageSummary(id, List.of(tag), Instant.EPOCH, 1, labels));
    }

    private void volume(String name) {
        console.inventory.volumes.add(new VolumeSummary(name, "local", "/x", false, Map.of()));
    }

    private void network(String name) {
        console.inventory.networks.add(
                new NetworkSummary(name, name, "bridge", "local", List.of(), false, false, Map.of()));
    }

    private void asOperator() {
        console.client.grant(SampleGrants.operator(new Scope(List.of("shop-*"), List.of(), Map.of()), "run", "ps"));
    }

    private void asProjectOperator() {
        console.client.grant(SampleGrants.operator("bank", "run"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run -it --rm shop-web sh",
                "run --rm -i -t shop-web sh",
                "run --interactive --tty shop-web sh",
                "exec -it shop-db sh",
                "exec --tty --interactive shop-db sh"
            })
    void whoAsksForInputAndATerminalAsDockerWantsItGetsThem(String line) throws Exception {
        console.client.request(new Request.Exec(line, Optional.of(new Pty("xterm", new Size(80, 24)))));
        Exit exit = console.make().handle(console.client.make());
        if (line.startsWith("run")) {
            assertThat(exit).isEqualTo(RAN);
            assertThat(made().pty()).isPresent();
            assertThat(made().what().words()).containsExactly("sh");
        } else {
            assertGoesOnToTheContainersGrant(exit);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"run -it shop-web sh", "exec -t shop-db sh", "run -d -i shop-web", "run -dit shop-web"})
    void aTerminalThatIsNotThereIsWrongUsage(String line) throws Exception {
        assertThat(console.run(line)).isEqualTo(new Exit.Status(2));
        assertThat(console.made).isEmpty();
    }

    @Test
    void withoutATerminalInputAloneIsAskedForInVain() throws Exception {
        assertThat(console.run("run -i shop-web cat")).isEqualTo(RAN);
        assertGoesOnToTheContainersGrant(console.run("exec -i shop-db cat"));
    }

    /** Which nobody has here. */
    private void assertGoesOnToTheContainersGrant(Exit exit) {
        assertThat(exit).isEqualTo(REFUSED);
        assertThat(console.client.out() + console.client.err()).contains("You may not open 'shop-db'");
    }

    private OneOff made() {
        assertThat(console.made).hasSize(1);
        return console.made.getFirst();
    }

    @Test
    void theProgramsCodeIsTheCommands() throws Exception {
        assertThat(console.run("run --rm shop-web sh -c 'a  b' -v --rm")).isEqualTo(RAN);
        assertThat(made().what().words()).containsExactly("sh", "-c", "a  b", "-v", "--rm");
        assertThat(made().life().removed()).isTrue();
        assertThat(made().where().confined()).isFalse();
        assertThat(made().name()).matches("shop-web-run-[0-9a-f]{8}");
        assertThat(console.client.out()).isEmpty();
    }

    @Test
    void anAdminGivesWhatHeLikes() throws Exception {
        console.run("run -v /:/host -v gold:/gold:ro -v /scratch --network host -e A=b=c -u 0:0 -w /tmp"
                + " --entrypoint sh --name x1 bank");
        assertThat(made().where().network()).isEqualTo(new OneOff.Network.Host());
        assertThat(made().where().mounts())
                .containsExactly(
                        new OneOff.Mount(Optional.of("/"), "/host", false),
                        new OneOff.Mount(Optional.of("gold"), "/gold", true),
                        new OneOff.Mount(Optional.empty(), "/scratch", false));
        assertThat(made().what())
                .isEqualTo(new OneOff.What(
                        List.of(), Optional.of("sh"), Map.of("A", "b=c"), Optional.of("0:0"), Optional.of("/tmp")));
        assertThat(made().name()).isEqualTo("x1");
    }

    @Test
    void withoutAWordItIsOnTheEnginesDefaultNetwork() throws Exception {
        console.run("run bank");
        assertThat(made().where().network()).isEqualTo(new OneOff.Network.Named("bridge"));
    }

    @Test
    void anothersNetworkIsSharedByItsId() throws Exception {
        console.run("run --network container:shop-db bank");
        assertThat(made().where().network()).isEqualTo(new OneOff.Network.Of("0123456789abcdef-shop-db"));
    }

    @Test
    void aDetachedOneIsStartedAndNamed() throws Exception {
        assertThat(console.run("run -d --name box bank")).isEqualTo(new Exit.Status(0));
        assertThat(made().life().attached()).isFalse();
        assertThat(console.changes).containsExactly("start web");
        assertThat(console.client.out()).isEqualTo("web\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "run -e A bank",
                "run -e =b bank",
                "run -v relative/path:/x bank",
                "run -v gold:relative bank",
                "run -v gold:/x:rw,z bank",
                "run -v gold:/x:ro:rw bank",
                "run -v ../x:/x bank",
                "run --name admin bank",
                "run --name a/b bank",
                "run --privileged bank",
                "run --cap-add ALL bank",
                "run --pid host bank",
                "run --device /dev/sda bank",
            })
    void whatCannotBeMeantIsWrongUsage(String line) throws Exception {
        assertThat(console.run(line)).isEqualTo(new Exit.Status(2));
        assertThat(console.made).isEmpty();
    }

    @Test
    void anImageThatIsNotHereIsNotFetched() throws Exception {
        assertThat(console.run("run shop-wbe")).isEqualTo(new Exit.Status(127));
        assertThat(console.client.err()).contains("Did you mean 'shop-web'?");
    }

    @Test
    void anImageThatWouldHideItsContainerIsNotRun() throws Exception {
        image("sha256:" + "cc".repeat(32), "shop-ghost:latest", Map.of(Container.HELPER, "x"));
        assertThat(console.run("run shop-ghost")).isEqualTo(new Exit.Status(1));
        assertThat(console.made).isEmpty();
    }

    @Test
    void anOperatorsContainerIsConfinedAndAlone() throws Exception {
        asOperator();
        assertThat(console.run("run --rm shop-web")).isEqualTo(RAN);
        assertThat(made().where().confined()).isTrue();
        assertThat(made().where().network()).isEqualTo(new OneOff.Network.None());
        assertThat(made().image()).as("by its id").isEqualTo(SHOP);
        assertThat(console.client.err()).contains("no network");
    }

    @Test
    void anOperatorGivesWhatIsHis() throws Exception {
        asOperator();
        assertThat(console.run("run --name shop-job -v shop-data:/d -v shop-new:/n --network shop-net shop-web"))
                .isEqualTo(RAN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run -v /:/host shop-web",
                "run -v /var/run/docker.sock:/s shop-web",
                "run -v gold:/gold shop-web",
                "run -v unborn:/gold shop-web",
                "run --network host shop-web",
                "run --network bridge shop-web",
                "run --network default shop-web",
                "run --network ns:/proc/1/ns/net shop-web",
                "run --network container:shop-db shop-web",
                "run -w /proc/self/fd/8 shop-web",
                "run --name vault shop-web",
                "run --name bank-db shop-web",
                "run -d --name vault shop-web",
            })
    void anOperatorGivesNothingElse(String line) throws Exception {
        asOperator();
        assertThat(console.run(line)).isEqualTo(REFUSED);
        assertThat(console.client.err()).contains("You may not");
        assertThat(console.made).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"run bank", "run sha256:bbbbbbbbbbbb", "run --network container:vault shop-web"})
    void whatAnOperatorMayNotSeeReadsAsIfItWereNotThere(String line) throws Exception {
        asOperator();
        assertThat(console.run(line)).isEqualTo(new Exit.Status(127));
        assertThat(console.client.err()).contains("There is no");
        assertThat(console.made).isEmpty();
    }

    @Test
    void anImagesLabelsDoNotMakeItAnothersService() throws Exception {
        image("sha256:" + "dd".repeat(32), "shop-fake:latest", Map.of(Compose.PROJECT, "bank", Compose.SERVICE, "db"));
        asOperator();
        assertThat(console.run("run --rm --name shop-x shop-fake")).isEqualTo(REFUSED);
        assertThat(console.made).isEmpty();
    }

    @Test
    void whoHasAProjectRunsItsImagesAndChoosesNoName() throws Exception {
        asProjectOperator();
        assertThat(console.run("run --rm bank")).isEqualTo(RAN);
        assertThat(console.run("run --rm --name anything bank")).isEqualTo(REFUSED);
        assertThat(console.run("run --rm shop-web")).isEqualTo(new Exit.Status(127));
    }

    @Test
    void anOperatorsContainersHaveAnEnd() throws Exception {
        asOperator();
        for (int at = 0; at < 32; at++) {
            console.inventory.containers.add(new ContainerSummary(
                    "id" + at,
                    "shop-job" + at,
                    "shop-web",
                    "x",
                    Instant.EPOCH,
                    "running",
                    "Up",
                    List.of(),
                    Map.of(OneOff.LABEL, "x")));
        }
        assertThat(console.run("run -d shop-web")).isEqualTo(REFUSED);
        assertThat(console.client.err()).contains("32");
    }

    @Test
    void valuesOfVariablesAreInNoLog() throws Exception {
        console.run("run -e PASSWORD=hush bank");
        assertThat(console.audited.toString()).contains("PASSWORD=***").doesNotContain("hush");
    }

    @Test
    void whatOthersHaveTooIsNotGivenAway() throws Exception {
        asOperator();
        console.inventory.users.put("shop-data", List.of(FakeInventory.running("shop-db")));
        console.inventory.users.put("shop-net", List.of(FakeInventory.running("shop-db")));
        assertThat(console.run("run --rm -v shop-data:/d --network shop-net shop-web"))
                .isEqualTo(RAN);
        console.inventory.users.put(
                "shop-data", List.of(FakeInventory.running("shop-db"), FakeInventory.running("vault")));
        console.inventory.users.put("shop-net", List.of(FakeInventory.running("vault")));
        assertThat(console.run("run --rm -v shop-data:/d shop-web")).isEqualTo(REFUSED);
        assertThat(console.run("run --rm --network shop-net shop-web")).isEqualTo(REFUSED);
        assertThat(console.client.err()).contains("the volume 'shop-data'", "the network 'shop-net'");
        assertThat(console.made).hasSize(1);
    }

    @Test
    void whoIsDeniedAPermissionGetsNoVolumeInstead() throws Exception {
        console.client.grant(SampleGrants.denied(Scope.ALL, new Scope(List.of("vault"), List.of(), Map.of()), "run"));
        console.inventory.users.put("gold", List.of(FakeInventory.running("vault")));
        assertThat(console.run("run --rm -v gold:/d shop-web")).isEqualTo(REFUSED);
        assertThat(console.run("run --rm -v shop-data:/d shop-web")).isEqualTo(RAN);
    }

    @Test
    void theGatewaysOwnVolumeIsGivenByNobody() throws Exception {
        console.inventory.ownVolumes.add("hatchway-state");
        assertThat(console.run("run --rm -v hatchway-state:/x:ro bank")).isEqualTo(REFUSED);
        assertThat(console.client.err()).contains("the gateway's own");
        assertThat(console.made).isEmpty();
    }
}
