package io.hatchway.config;

import static io.hatchway.config.SampleSettings.FOLDER;
import static io.hatchway.config.SampleSettings.parse;
import static io.hatchway.config.SampleSettings.problems;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.access.Grant;
import io.hatchway.access.Recording;
import io.hatchway.access.RunAs;
import io.hatchway.access.SampleGrants;
import io.hatchway.access.SourceAddresses;
import io.hatchway.access.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsFileTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# nothing\n", "---\n", "{}", "ssh:\nengine:\n  tls:\ncontainers:\nlog:\n"})
    void whatIsNotSaidIsTheDefault(String yaml) throws InvalidConfigurationException {
        assertThat(parse(yaml)).isEqualTo(Settings.defaults(FOLDER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max_startups: 10",
                "max_startups: 0:30:100",
                "max_startups: 10:101:100",
                "max_startups: 10:30:9",
                "per_source_net_block_size: 33:64",
                "per_source_net_block_size: 32:129",
                "per_source_net_block_size: 32",
                "max_buffer: 256",
                "max_buffer: 1MiB",
                "max_output: 1MiB",
                "proxy_protocol_from: [proxy.example.org]",
                "proxy_protocol_from: [10.0.0.1/8]",
                "per_source_penalties: { exempt: ['!10.0.0.1'] }",
                "per_source_penalties: { overflow: deny }",
                "per_source_penalties: { authfail: 2d }",
            })
    void aLimitThatMeansNothingIsNamed(String limit) {
        assertThat(problems("ssh: { " + limit + " }"))
                .singleElement()
                .asString()
                .contains("ssh." + limit.substring(0, limit.indexOf(':')), "but must be");
    }

    @Test
    void everythingCanBeSet() throws InvalidConfigurationException {
        Settings settings = parse("""
                listen: "[::1]:0"
                keys: /srv/keys
                state: ../state
                engine:
                  name: main
                  uri: tcp://engine.example.org:2376
                  tls: { ca: ca.pem, cert: cert.pem, key: /k/key.pem }
                  helper_image: registry.example.org:5000/hatchway@sha256:0f
                ssh:
                  login_grace: 1m
                  max_auth_tries: 20
                  keepalive_interval: 0s
                  keepalive_count: 5
                  max_connections: 10
                  connections_per_identity: 12
                  curve25519: false
                  max_startups: 5:50:7
                  per_source_max_startups: 3
                  per_source_net_block_size: 24:56
                  per_source_penalties:
                    enabled: false
                    crash: 1s
                    authfail: 2s
                    noauth: 0
                    grace_exceeded: 4s
                    refuse_connection: 5s
                    max: 6m
                    min: 7s
                    max_sources4: 8
                    max_sources6: 9
                    overflow: deny-all
                    overflow6: permissive
                    exempt: [10.0.0.0/8]
                  max_rekeys: 11
                  max_buffer: 1GiB
                  max_output: 32MiB
                  host_keys: [rsa, /k/ecdsa]
                  host_certificates: [cert.pub]
                  proxy_protocol_from: ["2001:db8::/32"]
                sessions:
                  shutdown_grace: 500ms
                  idle_limit: 2h
                  channels_per_connection: 5
                  per_identity: 6
                  forwards_per_connection: 7
                  forwards_per_identity: 8
                  accept_env: [LANG, "GIT_*"]
                  max_env: 0
                  permit_key_env: [PERSON]
                containers:
                  web: { shell: "/bin/zsh -c 'a b'", env_file: /e, users: [postgres, 1000], record: strict }
                audit: { file_size: 2m, file_age: 1h, keep: 0, quota: 3GiB, min_free: 512KiB }
                recordings: { mode: best-effort, quota: 2g, keep: 7d }
                log: { level: debug, format: json }
                """);
        assertThat(settings.listen()).isEqualTo(new ListenAddress("::1", 0)).hasToString("[::1]:0");
        assertThat(settings.keys()).isEqualTo(Path.of("/srv/keys"));
        assertThat(settings.state()).isEqualTo(Path.of("/etc/state"));
        assertThat(settings.engine())
                .isEqualTo(new Settings.Engine(
                        "main",
                        new EngineAddress.Tcp("engine.example.org", 2376),
                        Optional.of(new Settings.Tls(
                                FOLDER.resolve("ca.pem"), FOLDER.resolve("cert.pem"), Path.of("/k/key.pem"))),
                        Optional.of("registry.example.org:5000/hatchway@sha256:0f")));
        assertThat(settings.ssh())
                .isEqualTo(new Settings.Ssh(
                        Duration.ofMinutes(1),
                        20,
                        Duration.ZERO,
                        5,
                        10,
                        12,
                        false,
                        new MaxStartups(5, 50, 7),
                        3,
                        new NetBlockSize(24, 56),
                        new PerSourcePenalties(
                                false,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                Duration.ZERO,
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(5),
                                Duration.ofMinutes(6),
                                Duration.ofSeconds(7),
                                8,
                                9,
                                PerSourcePenalties.Overflow.DENY_ALL,
                                PerSourcePenalties.Overflow.PERMISSIVE,
                                SourceAddresses.parse("10.0.0.0/8").stream().toList()),
                        11,
                        1L << 30,
                        32L << 20,
                        List.of(FOLDER.resolve("rsa"), Path.of("/k/ecdsa")),
                        List.of(FOLDER.resolve("cert.pub")),
                        SourceAddresses.parse("2001:db8::/32").stream().toList()));
        assertThat(settings.sessions())
                .isEqualTo(new Settings.Sessions(
                        Duration.ofMillis(500),
                        Duration.ofHours(2),
                        5,
                        6,
                        7,
                        8,
                        List.of("LANG", "GIT_*"),
                        0,
                        List.of("PERSON")));
        assertThat(settings.container(new Target.Container("web", Optional.of("x"))))
                .isEqualTo(new Settings.Container(
                        Optional.of(List.of("/bin/zsh", "-c", "a b")),
                        Optional.of("/e"),
                        Optional.of(List.of("postgres", "1000")),
                        Optional.of(Recording.STRICT)));
        assertThat(settings.audit())
                .isEqualTo(new Settings.Audit(2 << 20, Duration.ofHours(1), Duration.ZERO, 3L << 30, 512 << 10));
        assertThat(settings.recordings())
                .isEqualTo(new Settings.Recordings(Recording.BEST_EFFORT, 2L << 30, Duration.ofDays(7)));
        assertThat(settings.log()).isEqualTo(new Settings.Log(Settings.Log.Level.DEBUG, Settings.Log.Format.JSON));
    }

    @Test
    void allProblemsAreReportedAtOnceWithTheirLines() {
        assertThat(problems("""
                        listen: 2222
                        kyes: keys
                        ssh:
                          login_grace: soon
                          max_auth_tries: 0
                        sessions: [1]
                        containers:
                          admin: { users: [root] }
                          "web+root": {}
                          web: { users: ["-x"], colour: red }
                        """))
                .satisfiesExactly(
                        p -> assertThat(p)
                                .startsWith("hatchway.yaml:1: error: listen is \"2222\" but must be an address"),
                        p -> assertThat(p)
                                .isEqualTo("hatchway.yaml:2: error: there is no key kyes; did you mean keys?"),
                        p -> assertThat(p).startsWith("hatchway.yaml:4: error: ssh.login_grace is \"soon\""),
                        p -> assertThat(p).contains(":5:", "a whole number from 1 to 100"),
                        p -> assertThat(p).contains(":6:", "sessions must be a list of \"key: value\" lines"),
                        p -> assertThat(p).contains(":8:", "\"admin\" is not the name of a container"),
                        p -> assertThat(p).contains(":9:", "\"web+root\" is not the name of a container"),
                        p -> assertThat(p).contains(":10:", "containers.web.users is \"-x\""),
                        p -> assertThat(p)
                                .contains(":10:", "there is no key containers.web.colour; the keys here are"));
    }

    @Test
    void aMessageListsEveryProblem() {
        assertThatThrownBy(() -> parse("a: 1\nb: 2\n")).hasMessageContainingAll("hatchway.yaml:1:", "hatchway.yaml:2:");
    }

    @Test
    void aProblemRepeatsNothingATerminalWouldObey() {
        assertThat(problems("\"\\e[31m\": {}\ncontainers: {\"\\e]0;\": {x: \"\\a\", shell: \"'\\e\"}}"))
                .hasSize(4)
                .allSatisfy(p -> assertThat(p).doesNotContainPattern("\\p{Cntrl}"));
    }

    @Test
    void aKeySetTwiceIsAnError() {
        assertThat(problems("ssh: {}\nlisten: a:1\nssh: {}\n"))
                .containsExactly("hatchway.yaml:3: error: ssh is set twice; remove one of the two");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: [",
                "\t- x",
                "a: b: c",
                "- a\n- b",
                "just text",
                "? [a]\n: b",
                "a: &x {b: *x}",
                "*x",
                "--- {}\n--- {}",
                "a: \"",
                "a: !!int x",
                "%YAML 9.9\n---\n",
                "\u0000",
                "a: \u001b",
                "{listen: {}}",
                "{engine: {name: [x]}}"
            })
    void whatIsNoConfigurationIsAProblemWithALine(String yaml) {
        assertThat(problems(yaml))
                .isNotEmpty()
                .allSatisfy(p -> assertThat(p).startsWith("hatchway.yaml:").doesNotContainPattern("[\\p{Cntrl}]"));
    }

    @Test
    void deepNestingIsAProblemAndNoCrash() {
        assertThat(problems("[".repeat(100_000))).isNotEmpty();
        assertThat(problems("a: " + "{b: ".repeat(5_000))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"500ms, 500", "30s, 30000", "5m, 300000", "1h, 3600000", "2d, 172800000", "0, 0", "0s, 0"})
    void timesHaveUnits(String written, long millis) throws InvalidConfigurationException {
        assertThat(parse("sessions: {idle_limit: " + written + "}").sessions().idleLimit())
                .isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "-1s", "1 h", "1w", "1.5h", "99999999999s", "366d", "s"})
    void otherTimesAreProblems(String written) {
        assertThat(problems("sessions: {idle_limit: \"" + written + "\"}"))
                .singleElement()
                .asString()
                .contains("from 0s to 365d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "' '", "\"'open\"", "[]", "['']", "\"''\"", "{a: b}", "[a, [b]]", "\"a\\0b\""})
    void aShellIsACommand(String shell) {
        assertThat(problems("containers: {web: {shell: " + shell + "}}")).hasSize(1);
    }

    @Test
    void aShellMayBeAList() throws InvalidConfigurationException {
        assertThat(parse("containers: {web: {shell: [/bin/sh, \"-c\", \"a  b\", \"\"]}}")
                        .container(new Target.Container("web", Optional.empty()))
                        .shell())
                .contains(List.of("/bin/sh", "-c", "a  b", ""));
    }

    @Test
    void ofSeveralPatternsTheFirstThatSaysSomethingWins() throws InvalidConfigurationException {
        Settings settings = parse("""
                containers:
                  web: { env_file: /first }
                  "w*": { env_file: /second, shell: fish }
                  "*": { shell: zsh, users: [root] }
                """);
        assertThat(settings.container(new Target.Container("web", Optional.of("someone"))))
                .isEqualTo(new Settings.Container(
                        Optional.of(List.of("fish")),
                        Optional.of("/first"),
                        Optional.of(List.of("root")),
                        Optional.empty()));
        assertThat(settings.runAs()).extracting(RunAs::users).containsExactly(Set.of("root"));
    }

    @Test
    void aFileThatCannotBeReadIsAProblem(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> SettingsFile.read(folder.resolve("gone.yaml"), Map.of()))
                .hasMessageContaining("there is no such file");
        assertThatThrownBy(() -> SettingsFile.read(folder, Map.of())).hasMessageContaining("cannot be read");
        Path latin = Files.write(folder.resolve("latin.yaml"), "# é".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> SettingsFile.read(latin, Map.of())).hasMessageContaining("is not UTF-8");
        Path huge = Files.writeString(folder.resolve("huge.yaml"), "#".repeat((1 << 20) + 1));
        assertThatThrownBy(() -> SettingsFile.read(huge, Map.of())).hasMessageContaining("larger than 1 MiB");
    }

    @Test
    void relativePathsAreRelativeToTheFile(@TempDir Path folder) throws IOException, InvalidConfigurationException {
        Path file = Files.writeString(folder.resolve("hatchway.yaml"), "keys: mine\n");
        Settings settings = SettingsFile.read(file, Map.of());
        assertThat(settings.keys()).isEqualTo(folder.resolve("mine"));
        assertThat(settings.state()).isEqualTo(folder.resolve("state"));
    }

    @Test
    void theStrictestRecordingOfAContainersNamesCounts() throws InvalidConfigurationException {
        Settings settings = parse("""
                containers:
                  web: { record: strict }
                  shop.web.1: { record: off }
                """);
        Grant byService = SampleGrants.grant("shop.web.1");
        assertThat(settings.recording(byService)).isEqualTo(Recording.OFF);
        assertThat(settings.recording(byService, Set.of("web", "shop.web", "shop.web.1")))
                .isEqualTo(Recording.STRICT);
        assertThat(settings.recording(byService, Set.of("shop.web"))).isEqualTo(Recording.OFF);
    }

    @Test
    void bothSpellingsOfSizesAreTaken() throws InvalidConfigurationException {
        assertThat(parse("ssh: { max_buffer: 64m }").ssh().maxBuffer()).isEqualTo(64L << 20);
        assertThat(parse("audit: { file_size: 2MiB }").audit().fileSize()).isEqualTo(2L << 20);
    }

    @Test
    void anAuditQuotaMustHoldTwoFiles() {
        assertThatThrownBy(() -> parse("audit: { file_size: 64m, quota: 100m }"))
                .hasMessageContaining("at least twice");
    }
}
