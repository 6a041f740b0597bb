package io.hatchway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.Container;
import io.hatchway.container.FakeContainers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class HostProcessesTest {
    private final SampleProcesses processes = new SampleProcesses();
    private final ProcessTable table;
    private final ProcessTree tree;

    HostProcessesTest() throws IOException {
        table = ProcessTable.of(ProcessTable.namespace(Path.of("/proc/self")));
        tree = new HostProcesses(processes.tag, table);
    }

    @AfterEach
    void killWhatIsLeft() {
        processes.close();
    }

    @Test
    void everyTaggedProcessGetsTheSignal() throws Exception {
        var found = processes.start("sleep 300 & echo $!; echo .; wait");
        tree.signalAll("TERM");
        assertThat(SampleProcesses.ends(found.get(0))).isTrue();
        assertThat(SampleProcesses.ends(found.get(1))).isTrue();
    }

    @Test
    void aChildThatLeftTheKernelSessionGetsItToo() throws Exception {
        var found = processes.start("setsid env -i sleep 300 & echo $!; echo .; wait");
        tree.signalAll("TERM");
        assertThat(SampleProcesses.ends(found.get(1))).isTrue();
    }

    @Test
    void anOrphanWithoutAnEnvironmentIsFoundByItsKernelSession() throws Exception {
        var found = processes.start("(env -i sleep 300 & echo $!); echo .; exec sleep 300");
        tree.signalAll("TERM");
        assertThat(SampleProcesses.ends(found.get(1))).isTrue();
    }

    @Test
    void whoEndsWhenHungUpOnIsGoneAtOnce() throws Exception {
        Duration fastest = Duration.ofDays(1);
        // The fastest of several: the machine may be busy.
        for (int i = 0; i < 5 && fastest.compareTo(Duration.ofSeconds(1)) > 0; i++) {
            var found = processes.start("echo .; exec sleep 300");
            long asked = System.nanoTime();
            assertThat(tree.end()).isTrue();
            Duration took = Duration.ofNanos(System.nanoTime() - asked);
            fastest = took.compareTo(fastest) < 0 ? took : fastest;
            assertThat(SampleProcesses.ends(found.getFirst())).isTrue();
        }
        assertThat(fastest).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void whoIsJustReplacingItsProgramByAnotherIsNotMissed() throws Exception {
        var found = processes.start(SampleProcesses.REPLACING_ITSELF);
        int pid = Math.toIntExact(found.getFirst().pid());
        for (int look = 0; look < 300; look++) {
            assertThat(table.snapshot().tree(processes.tag)).contains(pid);
        }
    }

    @Test
    void whoIgnoresHangingUpAndTermDoesNotSurviveTheEnd() throws Exception {
        var found = processes.start("trap '' HUP TERM; sleep 300 & echo $!; echo .; wait");
        assertThat(tree.end()).isTrue();
        assertThat(SampleProcesses.ends(found.get(0))).isTrue();
        assertThat(SampleProcesses.ends(found.get(1))).isTrue();
    }

    @Test
    void whereNobodyIsTheEndHasCome() throws Exception {
        assertThat(tree.end()).isTrue();
    }

    @Test
    void aSignalToTheGroupLeavesOtherGroupsAlone() throws Exception {
        var found = processes.start("sleep 300 & echo $!; setsid sleep 300 & echo $!; echo .; wait");
        assertThat(tree.signalGroup("TERM")).isTrue();
        assertThat(SampleProcesses.ends(found.get(1))).isTrue();
        assertThat(found.get(2).isAlive()).isTrue();
    }

    @Test
    void aStrangerIsLeftAlone() throws Exception {
        var stranger = processes.startStranger("echo .; exec sleep 300");
        assertThat(tree.end()).isTrue();
        assertThat(stranger.getFirst().isAlive()).isTrue();
    }

    @Test
    void aContainerThatDoesNotRunIsNotSeen() {
        assertThat(HostProcesses.of(FakeContainers.web(), "t")).isEmpty();
    }

    @Test
    void aProcessOfAnotherContainerIsNotSeen() {
        assertThat(HostProcesses.of(container("0".repeat(64)), "t")).isEmpty();
    }

    @Test
    void aProcessInTheContainersCgroupIsSeen() throws Exception {
        String own = Files.readString(Path.of("/proc/self/cgroup")).strip();
        assertThat(HostProcesses.of(container(own), "t")).isPresent();
    }

    private static Container container(String id) {
        long self = ProcessHandle.current().pid();
        return new Container(
                "local", id, "web", "image", Container.State.RUNNING, "running", Map.of(), List.of(), "", self);
    }
}
