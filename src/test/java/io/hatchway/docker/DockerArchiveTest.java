package io.hatchway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectContainerResponse;
import io.hatchway.container.Archive.Setting;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an engine's description of a container means for its files. */
final class DockerArchiveTest {
    private static Setting setting(String json) throws Exception {
        return DockerArchive.setting(new ObjectMapper()
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
                .readValue(json, InspectContainerResponse.class));
    }

    @Test
    void whatIsInMemoryIsHiddenAndWhatIsOnADiskIsNot() throws Exception {
        Setting setting = setting("""
                {"Config": {"User": "0:5", "Env": ["A=b", "HOME=/h", "HOME=/other"], "WorkingDir": "/srv"},
                 "HostConfig": {"Tmpfs": {"/run": "size=1m"},
                                "Mounts": [{"Type": "tmpfs", "Target": "/tm"}, {"Type": "volume", "Target": "/v"}]},
                 "Mounts": [{"Destination": "/v"}, {"Destination": "/tm"}, {"Destination": "/sys"}],
                 "HostsPath": "/var/lib/x/hosts", "ResolvConfPath": ""}
                """);
        assertThat(setting)
                .isEqualTo(new Setting(
                        "0:5",
                        Optional.of("/h"),
                        "/srv",
                        Set.of("/v", "/sys", "/etc/hosts"),
                        Set.of("/proc", "/dev", "/run", "/tm"),
                        true,
                        false));
    }

    @Test
    void aDescriptionThatSaysNothingIsThatOfAPlainContainer() throws Exception {
        assertThat(setting("{}"))
                .isEqualTo(
                        new Setting("", Optional.empty(), "/", Set.of(), Set.of("/proc", "/sys", "/dev"), true, false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "CapDrop": ["ALL"]                                                          | true
            "CapDrop": ["CHOWN"]                                                        | true
            "CapDrop": ["NET_RAW", "MKNOD"]                                             | false
            "CapDrop": ["ALL"], "CapAdd": ["CHOWN"]                                     | true
            "CapDrop": ["ALL"], "CapAdd": ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID"] | false
            "CapDrop": null                                                             | false
            """)
    void aRootThatMayNotDoWithFilesWhatAnEngineDoesIsRestricted(String capabilities, boolean restricted)
            throws Exception {
        assertThat(setting("{\"HostConfig\": {" + capabilities + "}}").restricted())
                .isEqualTo(restricted);
    }
}
