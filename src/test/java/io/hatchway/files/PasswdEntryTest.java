package io.hatchway.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PasswdEntryTest {
    @Test
    void aUserHasSevenFieldsAndAHomeInBytes() {
        assertThat(PasswdEntry.of("root:x:0:3:the: \u00ff:\n\nno\nroot:x:0:3:gecos:/r\u00fft:/bin/sh\napp:x:5:6::/:\n"))
                .containsExactly(
                        new PasswdEntry("root", "0", "3", new FilePath(" \u00ff")),
                        new PasswdEntry("root", "0", "3", new FilePath("/r\u00fft")),
                        new PasswdEntry("app", "5", "6", FilePath.ROOT));
    }

    @Test
    void aLineThatIsCutShortIsNone() {
        assertThat(PasswdEntry.of("app:x:5:6::/app\n")).isEmpty();
    }
}
