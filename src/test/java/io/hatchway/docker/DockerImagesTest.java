package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hatchway.access.Secret;
import io.hatchway.container.Images;
import io.hatchway.container.RegistryLogin;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class DockerImagesTest {
    @TempDir
    private Path folder;

    private static RegistryLogin login(String registry) {
        return new RegistryLogin(registry, "bob", Secret.of("hush".getBytes(UTF_8)), false);
    }

    @Test
    void aBuildShowsEachLoginWhereTheEngineLooksForIt() throws Exception {
        Images.Build wish = new Images.Build(
                List.of(),
                "Dockerfile",
                Optional.empty(),
                Map.of(),
                false,
                false,
                List.of(login("default"), login("r.test:5000")));
        try (FakeEngine engine = new FakeEngine(
                        folder,
                        (line, connection) -> FakeEngine.json(
                                200,
                                line.startsWith("GET /info")
                                        ? "{\"IndexServerAddress\":\"https://default.test/v1/\"}"
                                        : "{\"stream\":\"ok\"}"));
                DockerContainers containers = new DockerContainers("local", engine.address, Optional.empty())) {
            containers.images().build(wish, InputStream.nullInputStream(), news -> {});
            String header =
                    engine.requests.getLast().split("X-Registry-Config: ", 2)[1].split("\r\n", 2)[0];
            JsonNode logins = Refusals.JSON.readTree(Base64.getUrlDecoder().decode(header));
            assertThat(logins.fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder("https://default.test/v1/", "r.test:5000");
            assertThat(logins.path("https://default.test/v1/").path("username").asText())
                    .isEqualTo("bob");
        }
    }
}
