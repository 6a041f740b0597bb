package io.hatchway.sshd;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.KeyBlob;
import io.hatchway.access.Lookup;
import io.hatchway.access.Secret;
import io.hatchway.keys.Authenticator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A key and a one-time code, with the OpenSSH client and with paramiko. */
@Timeout(60)
final class SecondFactorIT {
    private static final Secret SECRET = Secret.of("12345678901234567890".getBytes(US_ASCII));

    private static final String PARAMIKO = """
            import paramiko, sys
            transport = paramiko.Transport(("127.0.0.1", int(sys.argv[1])))
            transport.start_client(timeout=30)
            asked = []
            def answer(title, instructions, prompts):
                asked.extend(prompts)
                return [sys.argv[3]] * len(prompts)
            def attempt(name, login):
                try:
                    print(name, login())
                except paramiko.BadAuthenticationType as e:
                    print(name, "refused", e.allowed_types)
                except paramiko.AuthenticationException as e:
                    print(name, "refused")
            attempt("code first", lambda: transport.auth_interactive("web", answer))
            print("asked", asked)
            key = paramiko.Ed25519Key.from_private_key_file(sys.argv[2])
            attempt("key", lambda: transport.auth_publickey("web", key))
            print("in", transport.is_authenticated())
            attempt("code", lambda: transport.auth_interactive("web", answer))
            print("asked", asked)
            print("in", transport.is_authenticated())
            transport.close()
            """;

    @TempDir
    Path folder;

    private Optional<TestServer> server = Optional.empty();

    @BeforeEach
    void start() throws Exception {
        run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path("id")), "");
        String line = Files.readString(folder.resolve("id.pub"));
        KeyBlob key = KeyBlob.of(Base64.getDecoder().decode(line.split(" ", -1)[1]));
        server = Optional.of(new TestServer(
                folder, new SamplePolicy().person(key, Optional.of(SECRET)).policy(), name -> Lookup.UNKNOWN));
    }

    @AfterEach
    void stop() throws Exception {
        server.orElseThrow().close();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private String port() {
        return Integer.toString(server.orElseThrow().address().getPort());
    }

    private static String code() {
        return Authenticator.code(SECRET, Instant.now());
    }

    /** The end of a program, with all that it said. */
    private record End(int code, String said) {}

    private End run(List<String> argv, String answer) throws Exception {
        Path said = Files.createTempFile(folder, "said", "");
        ProcessBuilder builder = new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().put("SSH_ASKPASS", path("askpass"));
        builder.environment().put("SSH_ASKPASS_REQUIRE", "force");
        builder.environment().put("ANSWER", answer);
        builder.environment().put("PROMPTS", path("prompts"));
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("%s ends", argv).isTrue();
        return new End(process.exitValue(), Files.readString(said));
    }

    private End ssh(String answer, String... options) throws Exception {
        Path askpass = folder.resolve("askpass");
        Files.writeString(askpass, "#!/bin/sh\necho \"$1\" >> \"$PROMPTS\"\nprintf '%s\\n' \"$ANSWER\"\n");
        Files.setPosixFilePermissions(askpass, PosixFilePermissions.fromString("rwx------"));
        List<String> argv = new ArrayList<>(List.of("ssh", "-F", "/dev/null", "-p", port(), "-i", path("id")));
        argv.addAll(List.of("-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "LogLevel=ERROR"));
        argv.addAll(List.of("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"));
        argv.addAll(List.of(options));
        argv.addAll(List.of("-l", "admin", "127.0.0.1", "true"));
        return run(argv, answer);
    }

    private List<String> prompts() throws Exception {
        Path prompts = folder.resolve("prompts");
        return Files.exists(prompts) ? Files.readAllLines(prompts, UTF_8) : List.of();
    }

    @Test
    void opensshAsksForTheCodeAndGetsIn() throws Exception {
        End end = ssh(code());
        assertThat(end.code()).as(end.said()).isEqualTo(42);
        assertThat(prompts()).singleElement().asString().endsWith("One-time code: ");
    }

    @Test
    void opensshIsAskedAgainAfterAWrongCode() throws Exception {
        End end = ssh("000");
        assertThat(end.code()).as(end.said()).isEqualTo(255);
        assertThat(end.said()).contains("Permission denied (keyboard-interactive)");
        assertThat(prompts()).hasSize(3);
    }

    @Test
    void aCodeIsWorthNothingTheSecondTime() throws Exception {
        String code = code();
        assertThat(ssh(code).code()).isEqualTo(42);
        assertThat(ssh(code).code()).isEqualTo(255);
    }

    @Test
    void withoutAKeyNoPromptIsShown() throws Exception {
        End end = ssh(code(), "-o", "PreferredAuthentications=keyboard-interactive");
        assertThat(end.code()).as(end.said()).isEqualTo(255);
        assertThat(end.said()).contains("Permission denied (publickey)");
        assertThat(prompts()).isEmpty();
    }

    @Test
    void aKeyAloneIsNotEnough() throws Exception {
        End end = ssh(code(), "-o", "PreferredAuthentications=publickey");
        assertThat(end.code()).as(end.said()).isEqualTo(255);
    }

    /** Each of paramiko's steps asks for the service anew, which makes MINA forget the login name, too. */
    @Test
    void aKeyProvenForOneLoginIsWorthNothingForAnother() throws Exception {
        String other = PARAMIKO.replace("auth_interactive(\"web\"", "auth_interactive(\"admin\"");
        End end = run(List.of("/usr/bin/python3", "-W", "ignore", "-c", other, port(), path("id"), code()), "");
        assertThat(end.said()).contains("key ['keyboard-interactive']", "code refused", "asked []");
        assertThat(end.said()).doesNotContain("in True");
    }

    @Test
    void paramikoGoesTheSameWay() throws Exception {
        End end = run(List.of("/usr/bin/python3", "-W", "ignore", "-c", PARAMIKO, port(), path("id"), code()), "");
        assertThat(end.said().lines())
                .containsExactly(
                        "code first refused ['publickey']",
                        "asked []",
                        "key ['keyboard-interactive']",
                        "in False",
                        "code []",
                        "asked [('One-time code: ', False)]",
                        "in True");
    }
}
