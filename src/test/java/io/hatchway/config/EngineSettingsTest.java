package io.hatchway.config;

import static io.hatchway.config.SampleSettings.FOLDER;
import static io.hatchway.config.SampleSettings.parse;
import static io.hatchway.config.SampleSettings.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EngineSettingsTest {
    @Test
    void theEnginesEnvironmentCountsUnlessTheFileNamesAnEngine() throws InvalidConfigurationException {
        Map<String, String> environment =
                Map.of("DOCKER_HOST", "tcp://[::1]:2376", "DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", "/certs");
        assertThat(SettingsFile.none(FOLDER, environment).engine())
                .isEqualTo(new Settings.Engine(
                        "local",
                        new EngineAddress.Tcp("::1", 2376),
                        Optional.of(new Settings.Tls(
                                Path.of("/certs/ca.pem"), Path.of("/certs/cert.pem"), Path.of("/certs/key.pem"))),
                        Optional.empty()));
        assertThat(SettingsFile.parse("f", "engine: {uri: unix:///run/x.sock}", FOLDER, environment)
                        .engine())
                .isEqualTo(new Settings.Engine(
                        "local", new EngineAddress.Unix(Path.of("/run/x.sock")), Optional.empty(), Optional.empty()));
    }

    @Test
    void withoutVerifyTheEnginesEnvironmentMeansNoTls() throws InvalidConfigurationException {
        Map<String, String> environment = Map.of("DOCKER_HOST", "tcp://h:2375", "DOCKER_CERT_PATH", "/certs");
        assertThat(SettingsFile.none(FOLDER, environment).engine().tls()).isEmpty();
    }

    @Test
    void anEngineThatCannotBeReachedSoIsAProblem() {
        assertThat(problems("", Map.of("DOCKER_HOST", "ssh://host")))
                .containsExactly("DOCKER_HOST: error: the environment variable is neither unix:///path nor"
                        + " tcp://host:port; change it or set engine.uri");
        assertThat(problems("engine: {uri: 'npipe:////./pipe/x'}")).hasSize(1);
        assertThat(problems("engine: {uri: tcp://host}")).hasSize(1);
        assertThat(problems("engine: {uri: tcp://host:0}")).hasSize(1);
        assertThat(problems("engine: {uri: unix://relative}")).hasSize(1);
    }

    @Test
    void tlsNeedsAllItsFilesAndATcpEngine() {
        assertThat(problems("engine: {uri: tcp://h:1, tls: {ca: a}}"))
                .containsExactly("hatchway.yaml:1: error: tls needs all three of ca, cert and key");
        assertThat(problems("engine:\n  uri: unix:///x\n  tls: {ca: a, cert: b, key: c}"))
                .singleElement()
                .asString()
                .contains(":3:", "TLS is for tcp://");
        assertThat(problems("engine: {tls: {ca: a, cert: b, key: c}}")).hasSize(1);
        assertThat(problems("engine: {uri: nonsense, tls: {ca: a, cert: b, key: c}}"))
                .hasSize(1);
    }

    @Test
    void anEngineGivenOnTheCommandLineLosesTlsItCannotCarry() throws InvalidConfigurationException {
        Settings settings = parse("engine: {uri: tcp://h:1, tls: {ca: a, cert: b, key: c}}");
        assertThat(settings.withEngine(EngineAddress.DEFAULT).engine().tls()).isEmpty();
        assertThat(settings.withEngine(new EngineAddress.Tcp("x", 2)).engine().tls())
                .isPresent();
    }
}
