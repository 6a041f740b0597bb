package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Text that others wrote, on its way to a terminal or the log. Rows 42, 43 and 55 of {@link AttackRowsTest}. */
@RealEngine
final class TextAttacksIT {
    private static final char ESCAPE = '\u001b';
    private static final String EVIL = ESCAPE + "]0;owned\u0007" + ESCAPE + "[2J\u202e";
    private static final String SECRET = "s3cr3t-" + Docker.RUN;

    @AutoClose
    private static final Stage STAGE = new Stage();

    private static Site site;
    private static Box web;
    private static Box labelled;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        web = STAGE.add(Box.busybox());
        labelled = STAGE.add(
                Box.busybox("--label", "hatchway.shell=" + EVIL + "shell", "--label", "hatchway.env-file=/" + EVIL));
        site = STAGE.add(Site.create()).open(web, labelled).open("admin");
        Site.write(
                site.keys().resolve(web.name()),
                "environment=\"TOKEN=" + SECRET + "\" " + site.publicKey().strip() + " " + EVIL + "\n");
        site.configure("sessions: {permit_key_env: [TOKEN]}\n");
        gateway = STAGE.add(site.start());
    }

    private static void assertPlain(String text) {
        assertThat(text.chars().filter(c -> c != '\n').filter(c -> c < ' ' || c == 0x7f || c == '\u202e' || c == 0x9b))
                .as(text.replace(ESCAPE, '?'))
                .isEmpty();
    }

    @Test
    void aKeysCommentIsPlainInTheLog() {
        gateway.ssh(web).run("true").ok();
        assertThat(gateway.log()).contains("logged in");
        assertPlain(gateway.log());
    }

    @Test
    void aLabelIsPlainInWhatTheClientIsTold() {
        Ran ran = gateway.ssh(labelled).run();
        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).contains("shell").contains(labelled.name());
        assertPlain(ran.err());
        assertPlain(gateway.log());
    }

    /** Row 43. */
    @Test
    void aUserNameForgesNoLineOfTheLog() {
        Ran ran = Paramiko.run(gateway, web.name(), """
                for user in ("a\\n2099-01-01T00:00:00Z info  forged: line", "\\x1b[31mred", "a\\r\\nb", "\\u202ex"):
                    print(Door().offer(user, key)[0], end=" ")
                """);
        assertThat(ran.ok()).isEqualTo("51 51 51 51 ");
        assertPlain(gateway.log());
        assertThat(gateway.log().lines()).noneMatch(line -> line.startsWith("2099"));
        assertThat(gateway.log().lines()).allMatch(line -> line.matches("[0-9]{4}-[0-9-]+T[0-9:.]+Z [a-z]+ +.*"));
    }

    @Test
    void theConsoleRepeatsNoControlCharacters() {
        Ran ran = gateway.ssh("admin").run("frob" + EVIL);
        assertThat(ran.code()).isEqualTo(127);
        assertThat(ran.err()).contains("frob");
        assertPlain(ran.err());
    }

    @Test
    void aClientsVersionIsPlainInTheLog() {
        Ran ran = Paramiko.run(gateway, web.name(), """
                transport = paramiko.Transport(("127.0.0.1", port))
                transport.local_version = "SSH-2.0-a\\x1b[31mb"
                try:
                    transport.start_client(timeout=20)
                    transport.auth_publickey(login, key)
                except (paramiko.SSHException, EOFError):
                    pass
                print("done")
                """);
        assertThat(ran.ok()).isEqualTo("done\n");
        assertPlain(gateway.log());
    }

    /** Row 55. */
    @Test
    void aSecretOfTheEnvironmentIsInNoCommandLineAndNoLog() throws IOException {
        try (Child client = gateway.ssh(web).start("echo $TOKEN; sleep 77777")) {
            client.awaitOut(SECRET);
            assertThat(commandLines()).noneMatch(line -> line.contains(SECRET));
        }
        assertThat(gateway.log()).doesNotContain(SECRET);
    }

    @Test
    void aCommandLineIsNotInTheLog() {
        gateway.ssh(web).run("echo password=" + SECRET).ok();
        gateway.ssh("admin").run("frob " + SECRET).out();
        assertThat(gateway.log()).doesNotContain(SECRET);
    }

    private static List<String> commandLines() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(process ->
                            Character.isDigit(process.getFileName().toString().charAt(0)))
                    .map(process -> process.resolve("cmdline"))
                    .map(TextAttacksIT::readable)
                    .toList();
        }
    }

    private static String readable(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // The process has ended since it was listed.
        }
    }
}
