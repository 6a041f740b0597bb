package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import org.jline.utils.NonBlocking;
import org.jline.utils.NonBlockingReader;
import org.junit.jupiter.api.Test;

final class PlainKeysTest {
    private static final String KEYS = "x\\E(a+)+\\\\b\r\033[A";

    @Test
    void whatIsSoughtHasNoBackslash() throws Exception {
        assertThat(typed(true)).isEqualTo("xE(a+)+b\r\033[A");
    }

    @Test
    void otherKeysAreAllTyped() throws Exception {
        assertThat(typed(false)).isEqualTo(KEYS);
    }

    private static String typed(boolean searching) throws Exception {
        try (NonBlockingReader keys =
                new PlainKeys(NonBlocking.nonBlocking("test", new StringReader(KEYS)), () -> searching)) {
            StringBuilder typed = new StringBuilder();
            char[] buffer = new char[8];
            for (int key = keys.peek(1000); key >= 0; key = keys.peek(1000)) {
                assertThat(keys.peek(1000)).isEqualTo(key);
                if (typed.length() % 2 == 0) {
                    typed.append((char) keys.read());
                } else {
                    typed.append(buffer, 0, keys.readBuffered(buffer));
                }
            }
            return typed.toString();
        }
    }
}
