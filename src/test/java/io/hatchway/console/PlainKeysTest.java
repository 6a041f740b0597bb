package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import org.jline.utils.NonBlocking;
import org.jline.utils.NonBlockingReader;
import org.junit.jupiter.api.Test;

final class PlainKeysTest {
    @Test
    void whatMakesAPatternGoBackIsNotTyped() throws Exception {
        try (NonBlockingReader keys =
                new PlainKeys(NonBlocking.nonBlocking("test", new StringReader("/(^|^)(^|^)a*a+?b{9}\\1\r\033[A")))) {
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
            assertThat(typed).hasToString("/^|^^|^aab91\r\033[A");
        }
    }
}
