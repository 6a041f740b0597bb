package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.SampleGrants;
import io.hatchway.access.Scope;
import io.hatchway.container.Compose;
import io.hatchway.container.ContainerSummary;
import io.hatchway.container.FakeInventory;
import io.hatchway.container.ImageSummary;
import io.hatchway.container.NetworkSummary;
import io.hatchway.container.VolumeSummary;
import io.hatchway.session.Exit;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who may look at one project and restart it, among others' containers. */
@Timeout(20)
final class RestrictedOperatorTest {
    @TempDir
    private Path state;

    private SampleConsole console;

    @BeforeEach
    void twoProjectsAndAnOperatorOfOne() {
        console = new SampleConsole(state);
        console.client.grant(SampleGrants.operator(
                "shop", "ps", "logs", "restart", "rename", "volumes", "images", "inspect", "prune"));
        console.inventory.containers.add(FakeInventory.running("web"));
        console.inventory.containers.add(new ContainerSummary(
                "fedcba9876543210",
                "vault",
                "image",
                "sleep",
                Instant.EPOCH,
                "exited",
                "Exited (0) 1 hour ago",
                List.of(),
                Map.of(Compose.PROJECT, "bank")));
        console.inventory.volumes.add(
                new VolumeSummary("shop_data", "local", "/x", false, Map.of(Compose.PROJECT, "shop")));
        console.inventory.volumes.add(new VolumeSummary("bank_gold", "local", "/y", false, Map.of()));
        console.inventory.images.add(
                new ImageSummary("sha256:0123456789abcdef", List.of("bank:latest"), Instant.EPOCH, 1, Map.of()));
    }

    @Test
    void listsHaveTheProjectAlone() throws Exception {
        console.run("ps -a -q");
        console.run("volumes -q");
        console.run("images -q");
        assertThat(console.client.out()).isEqualTo("web\nshop_data\n");
    }

    @Test
    void aNetworkNamesNoContainerThatMayNotBeInspected() throws Exception {
        console.inventory.networks.add(new NetworkSummary(
                "n1", "shop_net", "bridge", "local", List.of(), false, true, Map.of(Compose.PROJECT, "shop")));
        console.inventory.descriptions.put(
                "n1",
                "{\"Name\":\"shop_net\",\"Containers\":{\"0123456789abcdef-web\":{\"Name\":\"web\"},"
                        + "\"fedcba9876543210\":{\"Name\":\"vault\"},\"77\":{\"Name\":\"unlisted\"}}}");
        assertThat(console.run("inspect --json shop_net")).isEqualTo(new Exit.Status(0));
        assertThat(console.client.out())
                .isEqualTo("[{\"Name\":\"shop_net\",\"Containers\":{\"0123456789abcdef-web\":{\"Name\":\"web\"}}}]\n");
    }

    @Test
    void whatMayNotBeSeenReadsAsIfItWereNotThere() throws Exception {
        for (String line : List.of(
                "logs vault",
                "logs fedcba987654",
                "inspect vault",
                "restart vault",
                "inspect --type image bank:latest")) {
            assertThat(console.run(line)).as(line).isEqualTo(new Exit.Status(127));
        }
        assertThat(console.client.out()).isEmpty();
        assertThat(console.client.err())
                .contains("There is no container 'vault'")
                .doesNotContain("bank_gold");
        assertThat(console.changes).isEmpty();
    }

    @Test
    void whatIsNotGrantedIs126WhateverItsArguments() throws Exception {
        for (String line : List.of("rm web --yes", "exec web id", "stats --frob", "doctor", "version", "stop --help")) {
            assertThat(console.run(line)).as(line).isEqualTo(new Exit.Status(126));
        }
        assertThat(console.changes).isEmpty();
    }

    @Test
    void whoeverIsHeldToSomethingRenamesNothing() throws Exception {
        assertThat(console.run("rename web web2")).isEqualTo(new Exit.Status(126));
        assertThat(console.client.err())
                .contains("You may not rename a container")
                .contains("Ask the operator");
        console.client.grant(SampleGrants.operator(Scope.ALL, "*"));
        console.run("rename web web2");
        console.client.grant(SampleGrants.denied(Scope.ALL, new Scope(List.of("*-vault"), List.of(), Map.of()), "*"));
        assertThat(console.run("rename web web3")).isEqualTo(new Exit.Status(126));
        assertThat(console.changes).singleElement().asString().contains("web2");
    }

    @Test
    void helpListsWhatIsGrantedAlone() throws Exception {
        console.run("help");
        assertThat(console.client.out())
                .contains("restart")
                .doesNotContain("exec ")
                .doesNotContain("version");
    }

    @Test
    void noNeighbourIsNamedThatMayNotBeRun() throws Exception {
        console.run("stpo");
        assertThat(console.client.err()).doesNotContain("'stop'");
    }

    @Test
    void pruneTakesNothingOfOthers() throws Exception {
        assertThat(console.run("prune container volume --yes")).isEqualTo(new Exit.Status(0));
        assertThat(console.changes).containsExactly("remove volume shop_data");
    }

    @Test
    void aPatternMeansWhatMayBeTouched() throws Exception {
        console.run("restart *");
        assertThat(console.client.out()).isEqualTo("web: restarted\n");
    }
}
