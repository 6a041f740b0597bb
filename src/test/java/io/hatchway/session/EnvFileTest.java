package io.hatchway.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.FakeContainers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EnvFileTest {
    @ParameterizedTest(name = "{0} sets {1} to {2}")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "A=b,              A,  b",
                "export A=b,       A,  b",
                "`  A=b  `,        A,  b",
                "A=,               A,  ``",
                "A=b=c,            A,  b=c",
                "A=\"b c\",        A,  b c",
                "A='b c',          A,  b c",
                "A=\"b',           A,  \"b'",
                "A=\",             A,  \"",
                "A=\"\",           A,  ``",
                "A=b # c,          A,  b # c",
                "A=$B,             A,  $B",
                "spring.x=1,       spring.x, 1",
            })
    void aLineSetsAVariable(String line, String name, String value) {
        assertThat(EnvFile.parse(line)).isEqualTo(Map.of(name, value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "# A=b", "  #A=b", "A", "1A=b", "A B=c", "=b", "A =b", "A=b\0c"})
    void otherLinesSetNone(String line) {
        assertThat(EnvFile.parse(line)).isEmpty();
    }

    @Test
    void theLastOfTwoLinesWins() {
        assertThat(EnvFile.parse("A=1\r\nA=2\r\n")).isEqualTo(Map.of("A", "2"));
    }

    @Test
    void aFileThatIsNotThereIsAsGoodAsEmpty() throws Exception {
        assertThat(EnvFile.read(new FakeContainers(), FakeContainers.web(), "/app/.env"))
                .isEmpty();
    }

    @Test
    void aFileIsReadAsUtf8() throws Exception {
        FakeContainers containers = new FakeContainers();
        containers.files.put("/app/.env", "A=\u00e4\n".getBytes(UTF_8));
        assertThat(EnvFile.read(containers, FakeContainers.web(), "/app/.env")).isEqualTo(Map.of("A", "\u00e4"));
    }
}
