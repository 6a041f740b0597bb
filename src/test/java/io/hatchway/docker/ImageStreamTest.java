package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.container.EngineException;
import io.hatchway.container.ImageNews;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ImageStreamTest {
    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    private final List<ImageNews> heard = new ArrayList<>();

    private void read(String... lines) throws IOException, InterruptedException {
        byte[] body = String.join("\r\n", lines).getBytes(UTF_8);
        ImageStream.read(new ByteArrayInputStream(body), "pull it", heard::add);
    }

    @Test
    void layersHaveTheirAmounts() throws Exception {
        read(
                "{\"status\":\"Pulling from a/b\",\"id\":\"latest\"}",
                "{\"status\":\"Downloading\",\"progressDetail\":{\"current\":5,\"total\":9},\"id\":\"0123456789ab\"}",
                "{\"status\":\"Pull complete\",\"progressDetail\":{},\"id\":\"0123456789ab\"}",
                "{\"status\":\"Digest: " + DIGEST + "\"}");
        assertThat(heard)
                .containsExactly(
                        new ImageNews.Text("latest: Pulling from a/b\n"),
                        new ImageNews.Layer("0123456789ab", "Downloading", 5, 9),
                        new ImageNews.Layer("0123456789ab", "Pull complete", 0, 0),
                        new ImageNews.Text("Digest: " + DIGEST + "\n"),
                        new ImageNews.Result(DIGEST));
    }

    @Test
    void whatAPushMadeIsItsDigest() throws Exception {
        read("{\"status\":\"latest: digest: " + DIGEST + " size: 528\"}");
        assertThat(heard).contains(new ImageNews.Result(DIGEST));
    }

    @Test
    void aBuildPrintsAndMakes() throws Exception {
        read("{\"stream\":\"Step 1/2 : FROM x\\n\"}", "{\"aux\":{\"ID\":\"sha256:1\"}}");
        assertThat(heard).containsExactly(new ImageNews.Text("Step 1/2 : FROM x\n"), new ImageNews.Result("sha256:1"));
    }

    @Test
    void aFailureKeepsTheEnginesWords() {
        assertThatThrownBy(() -> read(
                        "{\"status\":\"Waiting\",\"id\":\"0123456789ab\"}",
                        "{\"errorDetail\":{\"message\":\"no space left on device\"},\"error\":\"other\"}"))
                .isInstanceOf(EngineException.class)
                .hasMessage("The engine could not pull it: no space left on device");
        assertThat(heard).hasSize(1);
    }

    @Test
    void aStreamThatBreaksOffIsNoSuccess() {
        assertThatThrownBy(() -> read("{\"status\":\"Downl")).isInstanceOf(IOException.class);
    }
}
