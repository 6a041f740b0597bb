package io.hatchway.session;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.fuzz.FuzzTarget;
import java.util.List;
import java.util.Map;

/** Whatever a container's file holds, what is taken from it are names and values a program can be given. */
final class EnvFileFuzz implements FuzzTarget {
    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                "A=1\n# B=2\n\nexport C='d e'\nF=\"g\"\n",
                "=x\nA\n1A=2\nA.b=\"\n",
                "A=b\0c\r\nB=\u0085",
                "  export\tA = b");
    }

    @Override
    public void hold(byte[] input) {
        String text = FuzzTarget.text(input);
        Map<String, String> variables = EnvFile.parse(text);
        that(variables.size() <= text.lines().count(), "%d variables", variables.size());
        variables.forEach((name, value) -> {
            that(name.matches("[A-Za-z_][A-Za-z0-9_.]*"), "the name '%s'", name);
            that(value.indexOf('\0') < 0 && value.indexOf('\n') < 0, "the value of %s", name);
            that(text.contains(value), "'%s' is not in the file", value);
        });
    }
}
