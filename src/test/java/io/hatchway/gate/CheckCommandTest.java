package io.hatchway.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CheckCommandTest {
    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();

    private int check(String yaml, String key) throws IOException {
        Path keys = Files.createDirectory(folder.resolve("keys"));
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwx------"));
        Path web = Files.writeString(keys.resolve("web"), key);
        Files.setPosixFilePermissions(web, PosixFilePermissions.fromString("rw-------"));
        Path config = Files.writeString(folder.resolve("hatchway.yaml"), yaml);
        return new CommandLine(new CheckCommand())
                .setErr(new PrintWriter(err, true))
                .execute("--config", config.toString());
    }

    @Test
    void hostKeysAreLookedAtAndNothingIsMade() throws IOException {
        Path open = Files.writeString(folder.resolve("open_key"), "key");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(check(
                        "state: state\nssh:\n  host_keys: [open_key, gone_key]\n  host_certificates: [gone.pub]\n", ""))
                .isEqualTo(Main.FAILED);
        assertThat(err.toString().lines())
                .anyMatch(line -> line.startsWith("error: The host key " + open)
                        && line.endsWith("clients will then warn of a changed host key."))
                .anyMatch(line -> line.contains(folder + "/gone_key cannot be used: there is no such file"))
                .anyMatch(line -> line.contains("The host certificate " + folder + "/gone.pub"));
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void oneRunNamesWhatIsWrongInTheConfigurationAndInTheKeys() throws IOException {
        assertThat(check("keys: keys\nlistne: x\nssh:\n  login_grace: 5\n", "nonsense\n"))
                .isEqualTo(Main.FAILED);
        assertThat(err.toString().lines())
                .anyMatch(line -> line.startsWith(folder + "/hatchway.yaml:2: error: "))
                .anyMatch(line -> line.startsWith(folder + "/hatchway.yaml:4: error: "))
                .anyMatch(line -> line.startsWith(folder + "/keys/web:1: error: "));
    }
}
