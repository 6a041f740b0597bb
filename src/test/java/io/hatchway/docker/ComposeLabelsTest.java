package io.hatchway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.Container;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ComposeLabelsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Container container(String id, String state, String number, String oneOff)
            throws JsonProcessingException {
        return JSON.readValue(
                JSON.writeValueAsString(Map.of(
                        "Id",
                        id,
                        "State",
                        state,
                        "Labels",
                        Map.of("com.docker.compose.container-number", number, "com.docker.compose.oneoff", oneOff))),
                Container.class);
    }

    @Test
    void aServiceIsAskedForByItsProjectAndName() {
        assertThat(ComposeLabels.filter("shop", "web", Optional.empty()))
                .isEqualTo(Map.of("com.docker.compose.project", "shop", "com.docker.compose.service", "web"));
    }

    @Test
    void aNumberIsAskedForToo() {
        assertThat(ComposeLabels.filter("shop", "web", Optional.of("2")))
                .containsEntry("com.docker.compose.container-number", "2");
    }

    @Test
    void theLowestNumberIsEntered() throws JsonProcessingException {
        assertThat(ComposeLabels.choose(
                        List.of(container("ten", "running", "10", "False"), container("two", "running", "2", "False"))))
                .contains("two");
    }

    @Test
    void oneThatRunsComesBeforeALowerNumber() throws JsonProcessingException {
        assertThat(ComposeLabels.choose(
                        List.of(container("one", "exited", "1", "False"), container("two", "running", "2", "False"))))
                .contains("two");
    }

    @Test
    void oneThatIsStoppedIsBetterThanNone() throws JsonProcessingException {
        assertThat(ComposeLabels.choose(List.of(container("one", "exited", "1", "False"))))
                .contains("one");
    }

    @Test
    void aOneOffIsNeverTheService() throws JsonProcessingException {
        assertThat(ComposeLabels.choose(List.of(container("run", "running", "1", "True"))))
                .isEmpty();
    }

    @Test
    void oneWithoutANumberComesLast() throws JsonProcessingException {
        assertThat(ComposeLabels.choose(
                        List.of(container("odd", "running", "x", "False"), container("nine", "running", "9", "False"))))
                .contains("nine");
    }
}
