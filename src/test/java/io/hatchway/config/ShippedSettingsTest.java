package io.hatchway.config;

import static io.hatchway.config.SampleSettings.FOLDER;
import static io.hatchway.config.SampleSettings.parse;
import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.Recording;
import io.hatchway.access.Target;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ShippedSettingsTest {
    private static final Path SHIPPED = Path.of("conf/hatchway.yaml");

    @Test
    void theShippedFileChangesNothing() throws InvalidConfigurationException {
        assertThat(SettingsFile.read(SHIPPED, Map.of()))
                .isEqualTo(Settings.defaults(Path.of("conf").toAbsolutePath()));
    }

    @Test
    void theShippedFileSwitchedOnIsTheDefaults() throws IOException, InvalidConfigurationException {
        String yaml = switchedOn(Files.readString(SHIPPED));
        assertThat(yaml).contains("\nlisten: 0.0.0.0:2222\n", "\n  login_grace: 30s\n", "\n  level: info\n");
        assertThat(parse(yaml)).isEqualTo(Settings.defaults(FOLDER));
    }

    @Test
    void theShippedExamplesAreRight() throws IOException, InvalidConfigurationException {
        String yaml = switchedOn(Files.readString(SHIPPED)).replaceAll("(?m)^( +)# (?= *[a-z_\"*-]+:( |$))", "$1");
        Settings settings = parse(yaml.replace("unix:///var/run/docker.sock", "tcp://engine:2376"));
        assertThat(settings.engine().tls())
                .contains(new Settings.Tls(
                        FOLDER.resolve("tls/ca.pem"), FOLDER.resolve("tls/cert.pem"), FOLDER.resolve("tls/key.pem")));
        assertThat(settings.container(new Target.Container("web", Optional.empty())))
                .isEqualTo(new Settings.Container(
                        Optional.of(List.of("/bin/bash", "-l")),
                        Optional.of("/etc/web/env"),
                        Optional.of(List.of("postgres", "1000")),
                        Optional.of(Recording.STRICT)));
        assertThat(settings.container(new Target.Container("staging-db", Optional.empty()))
                        .envFile())
                .contains("/etc/staging/env");
    }

    /** Column one's # switches a key on; the explanations have a blank after theirs. */
    private static String switchedOn(String shipped) {
        return shipped.replaceAll("(?m)^#(?=[a-z]|  )", "");
    }

    @Test
    void theShippedFileNamesEveryKey() throws IOException {
        String shipped = Files.readString(SHIPPED);
        assertThat(keys(Settings.class, new ArrayList<>()))
                .contains("login_grace", "env_file", "ca")
                .allSatisfy(key -> assertThat(shipped).containsPattern("(?m)^#[ #]*" + key + ":( |$)"));
    }

    private static List<String> keys(Class<?> type, List<String> found) {
        for (RecordComponent component : type.getRecordComponents()) {
            found.add(component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
            sections(component.getGenericType(), found);
        }
        return found;
    }

    private static void sections(Type type, List<String> found) {
        switch (type) {
            case Class<?> section
            when section == PerSourcePenalties.class
                    || (section.getEnclosingClass() == Settings.class && section.isRecord()) -> keys(section, found);
            case ParameterizedType generic -> {
                for (Type argument : generic.getActualTypeArguments()) {
                    sections(argument, found);
                }
            }
            default -> {}
        }
    }
}
