package io.hatchway.sshd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdentificationTest {
    private static String wrong(String text) {
        return Identification.wrong(text.getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "S", "SSH-", "SSH-2.0-x", "SSH-2.0-x\r\n", "SSH-2.0-x\r\n\0\0\0"})
    void whatMayBecomeOneIsRight(String text) {
        assertThat(wrong(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"G", "SSX", "\n", "ssh-2.0-x\r\n", " SSH-2.0"})
    void anythingElseShowsAtItsFirstWrongByte(String text) {
        assertThat(wrong(text)).isEqualTo("it did not speak SSH");
    }

    @Test
    void itHas255CharactersWithItsEnd() {
        assertThat(wrong("SSH-" + "x".repeat(249) + "\r\n")).isEmpty();
        assertThat(wrong("SSH-" + "x".repeat(250) + "\r\n")).contains("longer than 255");
        assertThat(wrong("SSH-" + "x".repeat(251))).contains("longer than 255");
    }

    @Test
    void itIsText() {
        assertThat(wrong("SSH-2.0-\0")).contains("no text");
    }
}
