package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.e2e.FileSite.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Ansible's ssh connection: raw anywhere, modules where the image has Python. */
@RealEngine
final class AnsibleIT {
    @AutoClose
    private static final FileSite SITE = new FileSite();

    @TempDir
    private Path dir;

    /** Modules want all of Python's library, of which the image has the least there is. */
    @BeforeAll
    static void python() {
        List<String> library = Child.run(List.of(
                        "/usr/bin/python3",
                        "-c",
                        "import os; d = os.path.dirname; f = os.__file__; print(d(f), d(d(f)))"))
                .ok()
                .lines()
                .flatMap(line -> Stream.of(line.split(" ", -1)))
                .toList();
        Docker.docker("cp", library.getFirst(), SITE.login(Image.DEBIAN) + ":" + library.getLast());
    }

    private Ran ansible(Image image, Map<String, String> environment, String module, String arguments)
            throws IOException {
        Path inventory = Files.writeString(dir.resolve("inventory"), """
                box ansible_host=127.0.0.1 ansible_port=%d ansible_user=%s ansible_ssh_common_args="-F /dev/null %s"
                """.formatted(
                        SITE.gateway().port(),
                        SITE.login(image),
                        String.join(" ", SITE.sftp(image).options())));
        Map<String, String> all = new HashMap<>(environment);
        all.put("HOME", dir.toString());
        all.put("ANSIBLE_NOCOLOR", "1");
        // The shared connection must not outlive the test that opened it.
        all.put("ANSIBLE_SSH_ARGS", "-C -o ControlMaster=auto -o ControlPersist=1s");
        all.put("ANSIBLE_REMOTE_TMP", "/tmp/.ansible");
        all.putIfAbsent("ANSIBLE_SSH_TRANSFER_METHOD", "smart");
        List<String> argv = new ArrayList<>(List.of("ansible", "box", "-i", inventory.toString(), "-m", module));
        if (!arguments.isEmpty()) {
            argv.addAll(List.of("-a", arguments));
        }
        return Child.run(argv, all);
    }

    private String ok(String module, String arguments) throws IOException {
        return ansible(Image.DEBIAN, Map.of(), module, arguments).ok();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WITHOUT_SHELL")
    void rawCommandsRunAndLoseNoOutput(Image image) throws IOException {
        String out = ansible(image, Map.of(), "raw", "id -u; seq 200000").ok();
        assertThat(out.lines().filter(line -> line.matches("[0-9]+"))).hasSize(200_001);
        assertThat(ansible(image, Map.of(), "raw", "echo gone; exit 7").out()).contains("rc=7");
        SITE.box(image).awaitEmpty();
    }

    @Test
    void withoutAShellRawStartsPrograms() throws IOException {
        assertThat(ansible(Image.WITHOUT_SHELL, Map.of(), "raw", "/bin/cat /etc/passwd")
                        .ok())
                .contains("app:x:1000");
        assertThat(ansible(Image.WITHOUT_SHELL, Map.of(), "raw", "echo hello").out())
                .contains("rc=127", "there is no such program");
    }

    @Test
    void modulesRun() throws IOException {
        assertThat(ok("ping", "")).contains("\"ping\": \"pong\"");
        assertThat(ok("command", "printf %s 'a  b'")).contains("rc=0").contains("a  b");
        assertThat(ok("file", "path=/srv/made/deep state=directory mode=0750")).contains("\"mode\": \"0750\"");
        assertThat(ok("lineinfile", "path=/srv/list line='one two' create=yes")).contains("line added");
        assertThat(SITE.box(Image.DEBIAN).sh("cat /srv/list")).isEqualTo("one two");
        assertThat(ok("shell", "seq 60000 | tail -n 2")).contains("59999").contains("60000");
        SITE.box(Image.DEBIAN).awaitEmpty();
    }

    /** It takes the login that it is told for a user's name, whose home it asks a shell for; that is the container's to know. */
    @Test
    void byALoginThatSshAloneIsToldModulesNeedNoFolderOfTheirOwn() throws IOException {
        Path inventory = Files.writeString(dir.resolve("inventory"), """
                box ansible_host=127.0.0.1 ansible_port=%d ansible_ssh_common_args="-F /dev/null -o User=%s %s"
                """.formatted(
                        SITE.gateway().port(),
                        SITE.login(Image.DEBIAN),
                        String.join(" ", SITE.sftp(Image.DEBIAN).options())));
        Ran ran = Child.run(
                List.of("ansible", "box", "-i", inventory.toString(), "-m", "ping"),
                Map.of("HOME", dir.toString(), "ANSIBLE_NOCOLOR", "1", "ANSIBLE_SSH_ARGS", "-C"));
        assertThat(ran.ok()).contains("\"ping\": \"pong\"");
        assertThat(SITE.box(Image.DEBIAN).sh("ls -d /root/.ansible/tmp")).contains("/root/.ansible/tmp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sftp", "scp", "piped"})
    void filesAreCopiedByEachOfItsWays(String way) throws IOException {
        Path in = FileSite.file(dir.resolve("in"), 2_000_003);
        Path out = dir.resolve("out");
        String there = SITE.folder(Image.DEBIAN) + "/f";
        Map<String, String> by = Map.of("ANSIBLE_SSH_TRANSFER_METHOD", way);
        ansible(Image.DEBIAN, by, "copy", "src=" + in + " dest=" + there + " mode=0640")
                .ok();
        assertThat(SITE.sum(Image.DEBIAN, there)).isEqualTo(FileSite.sum(in));
        ansible(Image.DEBIAN, by, "fetch", "src=" + there + " dest=" + out + " flat=yes")
                .ok();
        assertThat(out).hasSameBinaryContentAs(in);
    }
}
