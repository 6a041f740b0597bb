package io.hatchway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OwnContainerTest {
    private static final String OURS = "0a".repeat(32);
    private static final String OTHER = "1b".repeat(32);

    private static String mount(String root, String point) {
        return "640 623 254:0 " + root + " " + point + " rw,relatime - ext4 /dev/vda rw\n";
    }

    @Test
    void theEnginesOwnFilesNameTheContainer() {
        String mounts = mount("/", "/")
                + mount("/var/lib/docker/containers/" + OURS + "/resolv.conf", "/etc/resolv.conf")
                + mount("/var/lib/docker/containers/" + OURS + "/hostname", "/etc/hostname");
        assertThat(OwnContainer.id(mounts)).contains(OURS);
    }

    @Test
    void anotherContainersFolderMountedHereNamesNobody() {
        String mounts = mount("/var/lib/docker/containers/" + OTHER + "/hostname", "/watched/hostname")
                + mount("/var/lib/docker/containers/" + OTHER + "/mounts/shm", "/dev/shm");
        assertThat(OwnContainer.id(mounts)).isEmpty();
    }

    @Test
    void anotherContainersFolderDoesNotHideTheOwn() {
        String mounts = mount("/var/lib/docker/containers/" + OTHER + "/hosts", "/watched/hosts")
                + mount("/data/containers/" + OURS + "/hosts", "/etc/hosts");
        assertThat(OwnContainer.id(mounts)).contains(OURS);
    }
}
