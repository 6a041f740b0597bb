package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hatchway.container.EngineException;
import io.hatchway.container.FakeContainers;
import io.hatchway.container.OneOff;
import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OneOffRequestTest {
    private static final OneOff.What WHAT = new OneOff.What(
            List.of("sh", "-c", "a  b"), Optional.empty(), Map.of("A", "b=c"), Optional.of("app"), Optional.empty());

    private static OneOff wish(OneOff.Where where, OneOff.Life life, Optional<Pty> pty) {
        return new OneOff("image", "name", WHAT, where, life, pty);
    }

    private static OneOff attached(boolean confined, OneOff.Mount... mounts) {
        return wish(
                new OneOff.Where(new OneOff.Network.None(), List.of(mounts), confined),
                new OneOff.Life(true, true, true, "tag"),
                Optional.empty());
    }

    @Test
    void wordsAndVariablesArriveWhole() {
        JsonNode request = DockerOneOffs.request(attached(false));
        assertThat(request.path("Cmd").toString()).isEqualTo("[\"sh\",\"-c\",\"a  b\"]");
        assertThat(request.path("Env").toString()).isEqualTo("[\"A=b=c\"]");
        assertThat(request.path("User").asText()).isEqualTo("app");
        assertThat(request.has("Entrypoint")).isFalse();
        assertThat(request.path("StdinOnce").asBoolean()).isTrue();
    }

    @Test
    void nothingMakesItPrivileged() {
        JsonNode host = DockerOneOffs.request(attached(false)).path("HostConfig");
        assertThat(host.properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("Binds", "NetworkMode", "AutoRemove", "Init");
    }

    @Test
    void aConfinedOneHasLessThanOthers() {
        JsonNode host = DockerOneOffs.request(attached(true)).path("HostConfig");
        assertThat(host.path("CapDrop").toString()).contains("NET_RAW").contains("MKNOD");
        assertThat(host.path("SecurityOpt").toString()).isEqualTo("[\"no-new-privileges\"]");
        assertThat(host.path("PidsLimit").asInt()).isPositive();
    }

    @Test
    void volumesAreBoundAndThoseWithoutANameMade() {
        JsonNode request = DockerOneOffs.request(attached(
                false,
                new OneOff.Mount(Optional.of("data"), "/data", true),
                new OneOff.Mount(Optional.empty(), "/scratch", false)));
        assertThat(request.path("HostConfig").path("Binds").toString()).isEqualTo("[\"data:/data:ro\"]");
        assertThat(request.path("Volumes").toString()).isEqualTo("{\"/scratch\":{}}");
    }

    @Test
    void oneWithAClientIsRemovedByWhoHeardItsEnd() {
        JsonNode attached = DockerOneOffs.request(attached(false));
        assertThat(attached.path("HostConfig").path("AutoRemove").asBoolean()).isFalse();
        JsonNode detached = DockerOneOffs.request(wish(
                new OneOff.Where(new OneOff.Network.Of("abc"), List.of(), false),
                new OneOff.Life(false, true, true, "tag"),
                Optional.empty()));
        assertThat(detached.path("HostConfig").path("AutoRemove").asBoolean()).isTrue();
        assertThat(detached.path("HostConfig").path("NetworkMode").asText()).isEqualTo("container:abc");
        assertThat(detached.path("OpenStdin").asBoolean()).isFalse();
    }

    @Test
    void itIsNobodysService() {
        assertThat(DockerOneOffs.request(attached(false)).path("Labels").toString())
                .contains("\"com.docker.compose.oneoff\":\"True\"")
                .contains("\"hatchway.run\":\"tag\"");
    }

    @Test
    void aTerminalHasItsTypeAndSize() {
        JsonNode request = DockerOneOffs.request(wish(
                new OneOff.Where(new OneOff.Network.Named("bridge"), List.of(), false),
                new OneOff.Life(true, true, true, "tag"),
                Optional.of(new Pty("xterm", new Size(100, 30)))));
        assertThat(request.path("Tty").asBoolean()).isTrue();
        assertThat(request.path("Env").toString()).contains("TERM=xterm");
        assertThat(request.path("HostConfig").path("ConsoleSize").toString()).isEqualTo("[30,100]");
    }

    @Test
    void aMissingProgramIsToldFromAnEngineThatCould() {
        assertThat(kind("exec: \\\"x\\\": executable file not found in $PATH: unknown"))
                .isEqualTo(EngineException.Kind.NOT_FOUND);
        assertThat(kind("exec: \\\"/x\\\": permission denied: unknown")).isEqualTo(EngineException.Kind.REQUEST);
        assertThat(kind("no space left on device")).isEqualTo(EngineException.Kind.REFUSED);
    }

    private static EngineException.Kind kind(String said) {
        byte[] body = ("{\"message\":\"" + said + "\"}").getBytes(UTF_8);
        return DockerOneOffs.notStarted(FakeContainers.web(), 400, body).kind();
    }
}
