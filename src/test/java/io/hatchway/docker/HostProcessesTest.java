package io.hatchway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.Container;
import io.hatchway.container.FakeContainers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class HostProcessesTest {
    private final SampleProcesses processes = new SampleProcesses();
    private final ProcessTree tree = new HostProcesses(processes.tag);

    @AfterEach
    void killWhatIsLeft() {
        processes.close();
    }

    private boolean signalAllFresh(String signal) throws Exception {
        // Longer than a look at the processes is shared.
        Thread.sleep(60);
        return tree.signalAll(signal);
    }

    @Test
    void everyTaggedProcessGetsTheSignal() throws Exception {
        var found = processes.start("sleep 300 & echo $!; echo .; wait");
        assertThat(signalAllFresh("TERM")).isTrue();
        assertThat(SampleProcesses.ends(found.get(0))).isTrue();
        assertThat(SampleProcesses.ends(found.get(1))).isTrue();
    }

    @Test
    void aChildThatLeftTheKernelSessionGetsItToo() throws Exception {
        var found = processes.start("setsid env -i sleep 300 & echo $!; echo .; wait");
        signalAllFresh("TERM");
        assertThat(SampleProcesses.ends(found.get(1))).isTrue();
    }

    @Test
    void anOrphanWithoutAnEnvironmentIsFoundByItsKernelSession() throws Exception {
        var found = processes.start("(env -i sleep 300 & echo $!); echo .; exec sleep 300");
        signalAllFresh("TERM");
        assertThat(SampleProcesses.ends(found.get(1))).isTrue();
    }

    @Test
    void whoIgnoresHangingUpIsStillThereAfterwards() throws Exception {
        processes.start("trap '' HUP; echo .; exec sleep 300");
        signalAllFresh("HUP");
        assertThat(signalAllFresh(ProcessTree.NONE)).isTrue();
    }

    @Test
    void whoIgnoresHangingUpDoesNotSurviveKill() throws Exception {
        var found = processes.start("trap '' HUP TERM; echo .; exec sleep 300");
        signalAllFresh("KILL");
        assertThat(SampleProcesses.ends(found.getFirst())).isTrue();
        assertThat(signalAllFresh(ProcessTree.NONE)).isFalse();
    }

    @Test
    void aSignalToTheGroupLeavesOtherGroupsAlone() throws Exception {
        var found = processes.start("sleep 300 & echo $!; setsid sleep 300 & echo $!; echo .; wait");
        Thread.sleep(60);
        tree.signalGroup("TERM");
        assertThat(SampleProcesses.ends(found.get(1))).isTrue();
        assertThat(found.get(2).isAlive()).isTrue();
    }

    @Test
    void aStrangerIsLeftAlone() throws Exception {
        var stranger = processes.startStranger("echo .; exec sleep 300");
        assertThat(signalAllFresh("KILL")).isFalse();
        assertThat(stranger.getFirst().isAlive()).isTrue();
    }

    @Test
    void aContainerThatDoesNotRunIsNotSeen() {
        assertThat(HostProcesses.see(FakeContainers.web())).isFalse();
    }

    @Test
    void aProcessOfAnotherContainerIsNotSeen() {
        assertThat(HostProcesses.see(container("0".repeat(64)))).isFalse();
    }

    @Test
    void aProcessInTheContainersCgroupIsSeen() throws Exception {
        String own = Files.readString(Path.of("/proc/self/cgroup")).strip();
        assertThat(HostProcesses.see(container(own))).isTrue();
    }

    private static Container container(String id) {
        long self = ProcessHandle.current().pid();
        return new Container(
                "local", id, "web", "image", Container.State.RUNNING, "running", Map.of(), List.of(), self);
    }
}
