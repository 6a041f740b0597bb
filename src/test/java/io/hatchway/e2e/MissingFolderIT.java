package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Somebody who may use two folders, of which a container has one. */
@RealEngine
final class MissingFolderIT {
    @AutoClose
    private static final Stage STAGE = new Stage();

    private static List<Box> boxes;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        boxes = List.of(STAGE.add(Box.debian("--network", "none")), STAGE.add(Box.busybox("--network", "none")));
        boxes.forEach(box -> box.sh("mkdir /srv/in && echo there > /srv/in/f"));
        Site site = STAGE.add(Site.create()).open("admin");
        Site.write(site.dir().resolve("access.yaml"), """
                people:
                  alice: {keys: [id.pub], roles: [courier]}
                roles:
                  courier:
                    - {allow: [files], containers: ["*"], files: [/srv/none, /srv/in]}
                """);
        site.configure("log: {level: info}\n");
        gateway = STAGE.add(site.start());
    }

    @Test
    void theOneThatIsMissingIsNamedAndTheOtherIsThere() {
        for (Box box : boxes) {
            Ran ran = new Sftp(gateway, box.name()).batch("ls -l /srv/in/f", "-get /srv/none/f /dev/null");
            assertThat(ran.ok()).contains("/srv/in/f");
            assertThat(ran.err())
                    .contains("hatchway: The folder /srv/none, in which this key may use files, is not in");
        }
    }
}
