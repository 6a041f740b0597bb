package io.hatchway.config;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.fuzz.FuzzTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A configuration is read, or everything that is wrong with it is said in lines fit to show. */
final class SettingsFuzz implements FuzzTarget {
    @Override
    public List<byte[]> seeds() {
        return Stream.concat(
                        Wrongs.sections(Path.of("conf/hatchway.yaml"), "(?m)^#(?=[a-z ] *)"),
                        FuzzTarget.texts(
                                "listen: \"[::1]:22\"\nengine:\n  uri: tcp://h:2375\n  tls: {ca: a, cert: b, key: c}\n",
                                "containers:\n  \"staging-*\":\n    shell: [/bin/sh, -l]\n    users: [1000, www]\n",
                                "sessions: {accept_env: [LC_*], max_env: 3}\nssh: {login_grace: 30s}\n",
                                "a: &a [b]\nc: *a\n",
                                "? [x]\n: y\n",
                                "listne: 1\nlisten: 2\nlisten: 3\n",
                                "- x",
                                "{{{{",
                                "%YAML 1.2\n---\nx: |\n y")
                                .stream())
                .toList();
    }

    @Override
    public void hold(byte[] input) {
        String text = FuzzTarget.text(input);
        try {
            SettingsFile.parse("hatchway.yaml", text, Path.of("/etc/hatchway"), Map.of());
        } catch (InvalidConfigurationException wrong) {
            that(!wrong.problems().isEmpty(), "nothing was said");
            Wrongs.areWellSaid(wrong.problems(), text);
        }
    }
}
