package io.hatchway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.Restrictions;
import io.hatchway.access.Rule;
import io.hatchway.access.SampleKeys;
import io.hatchway.config.Problem;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.ZoneId;
import java.util.Base64;

/** Lines of a file in authorized_keys format, read one by one. */
abstract class AuthorizedKeysScene {
    static final String KEY = SampleKeys.line("ed25519");
    static final String OTHER = SampleKeys.line("other");
    static final ZoneId ZONE = ZoneId.of("Europe/Brussels");

    static AuthorizedKeys parse(String text) {
        return AuthorizedKeys.parse("web", "keys/web", text, ZONE);
    }

    static Rule only(String text) {
        AuthorizedKeys keys = parse(text);
        assertThat(keys.problems()).isEmpty();
        assertThat(keys.rules()).hasSize(1);
        return keys.rules().getFirst();
    }

    static Restrictions options(String options) {
        return only(options + " " + KEY).restrictions();
    }

    /** Why the line is off, while the good line after it lives. */
    static String off(String line) {
        AuthorizedKeys keys = parse(line + "\n" + OTHER + "\n");
        assertThat(keys.rules()).extracting(Rule::key).containsExactly(SampleKeys.blob("other"));
        assertThat(keys.problems()).hasSize(1);
        Problem problem = keys.problems().getFirst();
        assertThat(problem.file()).isEqualTo("keys/web");
        assertThat(problem.line()).isEqualTo(1);
        assertThat(problem.severity()).isEqualTo(Problem.Severity.ERROR);
        assertThat(problem.message()).startsWith("this line is off: ").doesNotContain("\n");
        return problem.message().substring("this line is off: ".length());
    }

    static String blob(byte[]... strings) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (byte[] string : strings) {
                out.writeInt(string.length);
                out.write(string);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
