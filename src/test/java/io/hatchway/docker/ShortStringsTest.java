package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShortStringsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Comes in pieces whose borders are everywhere. */
    private static InputStream cut(String json) {
        InputStream pieces = new ByteArrayInputStream(json.getBytes(UTF_8)) {
            @Override
            public int read(byte[] into, int offset, int room) {
                return super.read(into, offset, Math.min(room, 7));
            }
        };
        return new ShortStrings(pieces, Long.MAX_VALUE);
    }

    @Test
    void whatIsShortIsAsItWas() throws Exception {
        String json = "{\"a\":\"b\\\"\\\\\\u00e9é😀\",\"c\":[1,\"\",null],\"\\\"\":{}}";
        assertThat(cut(json).readAllBytes()).asString(UTF_8).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "😀", "\\n", "\\\\", "\\\"", "\\u00e9"})
    void aLongStringIsCutBetweenTwoCharacters(String character) throws Exception {
        for (int before = 0; before < 7; before++) {
            String json = "{\"a\":\"" + ".".repeat(before) + character.repeat(200_000) + "\",\"b\":\"c\"}";
            JsonNode read = MAPPER.readTree(cut(json));
            assertThat(read.path("b").asText()).isEqualTo("c");
            assertThat(read.path("a").asText().length()).isBetween(8_000, ShortStrings.LONGEST);
            assertThat(read.path("a").asText()).doesNotContain("\uFFFD");
        }
    }

    @Test
    void namesAreCutAsWell() throws Exception {
        String json = "{\"" + "k".repeat(300_000) + "\":1}";
        assertThat(cut(json).readAllBytes())
                .asString(UTF_8)
                .isEqualTo("{\"" + "k".repeat(ShortStrings.LONGEST) + "\":1}");
    }

    @Test
    void aDocumentThatIsTooLongIsRefused() {
        ShortStrings endless = new ShortStrings(
                new InputStream() {
                    @Override
                    public int read() {
                        return ' ';
                    }
                },
                1024 * 1024);
        assertThatExceptionOfType(StreamConstraintsException.class)
                .isThrownBy(endless::readAllBytes)
                .withMessageContaining("longer than 1 MiB");
    }
}
