package io.hatchway.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What the environment says about the engine, in the variables the engine's own client honours. */
record EngineEnvironment(Optional<EngineAddress> address, Optional<Settings.Tls> tls) {

    static EngineEnvironment read(Map<String, String> environment, Problems problems) {
        String host = environment.getOrDefault("DOCKER_HOST", "");
        if (host.isEmpty()) {
            return new EngineEnvironment(Optional.empty(), Optional.empty());
        }
        Optional<EngineAddress> address = EngineAddress.parse(host);
        if (address.isEmpty()) {
            problems.error(
                    "DOCKER_HOST",
                    0,
                    "the environment variable is neither unix:///path nor tcp://host:port; change it or set engine.uri");
        }
        boolean verify = !environment.getOrDefault("DOCKER_TLS_VERIFY", "").isEmpty();
        if (!verify || address.isEmpty() || address.get() instanceof EngineAddress.Unix) {
            return new EngineEnvironment(address, Optional.empty());
        }
        String certPath = environment.getOrDefault("DOCKER_CERT_PATH", "");
        Path folder =
                certPath.isEmpty() ? Path.of(environment.getOrDefault("HOME", "/root"), ".docker") : Path.of(certPath);
        return new EngineEnvironment(
                address,
                Optional.of(new Settings.Tls(
                        folder.resolve("ca.pem"), folder.resolve("cert.pem"), folder.resolve("key.pem"))));
    }
}
