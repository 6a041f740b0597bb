package io.hatchway.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

final class ScpPeerTest {
    @Test
    void aComplaintIsOneLineWhateverTheContainerSaid() throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        new ScpPeer(InputStream.nullInputStream(), said)
                .complain(FilePath.ofText("/a\nb"), "x\nC0755 5 .bashrc\nevil\u001b[2J \u00fc");
        assertThat(said.toString(UTF_8)).isEqualTo("\u0001scp: /a?b: x?C0755 5 .bashrc?evil?[2J \u00fc\n");
    }
}
