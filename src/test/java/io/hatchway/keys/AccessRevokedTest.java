package io.hatchway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.Decision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

/** The lists of revoked keys that access.yaml names. */
final class AccessRevokedTest extends AccessScene {
    @Test
    void aRevokedKeyOpensNothing() throws IOException {
        write("access.yaml", PEOPLE + "revoked: [revoked]\n");
        write("revoked", OTHER);
        AccessSnapshot first = read();
        assertThat(opens(first, "shop-web", "ed25519")).isTrue();
        write("revoked", OTHER + KEY);
        assertThat(opens(later(first), "shop-web", "ed25519")).isFalse();
    }

    @Test
    void aListThatCannotBeReadRevokesEveryKeyUntilItCan() throws IOException {
        write("access.yaml", PEOPLE + "revoked: [revoked]\n");
        Path list = write("revoked", OTHER);
        AccessSnapshot good = read();
        Files.delete(list);
        AccessSnapshot first = later(good);
        assertThat(first.whole()).isTrue();
        assertThat(opens(first, "shop-web", "ed25519")).isFalse();
        assertThat(opens(first, "admin", "rsa2048")).isFalse();
        assertThat(said(first)).singleElement().asString().contains("nobody is let in");
        assertThat(decide(first, "admin", "rsa2048"))
                .isEqualTo(new Decision.Denied(
                        "the list of revoked keys " + folder + "/revoked cannot be read, so nobody is let in"));
        write("revoked", OTHER);
        AccessSnapshot second = later(first);
        assertThat(second.problems()).isEmpty();
        assertThat(opens(second, "admin", "rsa2048")).isTrue();
        write("revoked", "nonsense\n");
        assertThat(opens(later(second), "admin", "rsa2048")).isFalse();
    }

    @Test
    void aListThatWasNeverReadWhenItIsFirstNamedIsAnErrorOfAccessYaml() throws IOException {
        write("access.yaml", PEOPLE);
        AccessSnapshot first = read();
        write("access.yaml", PEOPLE + "revoked: [revokd]\n");
        AccessSnapshot second = later(first);
        assertThat(second.whole()).isFalse();
        assertThat(opens(second, "shop-web", "ed25519")).isTrue();
        assertThat(opens(second, "admin", "rsa2048")).isTrue();
        assertThat(said(second))
                .contains(
                        folder + "/access.yaml: error: nobody knows what is revoked: " + folder
                                + "/revokd has never been read, and cannot be used as it is; mend it, or take it out of revoked")
                .anyMatch(line -> line.endsWith("it is refused; what it said before stays in force"))
                .noneMatch(line -> line.contains("nobody is let in"));
        write("revokd", KEY);
        AccessSnapshot third = later(second);
        assertThat(third.problems()).isEmpty();
        assertThat(opens(third, "shop-web", "ed25519")).isFalse();
    }

    @Test
    void aListOfNonsenseWhenItIsFirstNamedIsAnErrorOfAccessYaml() throws IOException {
        write("access.yaml", PEOPLE);
        AccessSnapshot first = read();
        write("revoked", "nonsense\n");
        write("access.yaml", PEOPLE + "revoked: [revoked]\n");
        AccessSnapshot second = later(first);
        assertThat(second.whole()).isFalse();
        assertThat(opens(second, "admin", "rsa2048")).isTrue();
        assertThat(said(second)).noneMatch(line -> line.contains("nobody is let in"));
    }

    @Test
    void aListThatCannotBeReadStopsTheStart() throws IOException {
        write("access.yaml", PEOPLE + "revoked: [revoked]\n");
        assertThat(read().whole()).isFalse();
    }

    @Test
    void aListThatStaysTheSameIsNoNewPolicy() throws IOException {
        write("access.yaml", PEOPLE + "revoked: [revoked]\n");
        write("revoked", OTHER);
        AccessSnapshot first = read();
        AccessSnapshot second = later(first);
        assertThat(second).isNotSameAs(first);
        assertThat(second.policy()).isSameAs(first.policy());
        assertThat(later(second)).isSameAs(second);
    }

    @Test
    void aListOfMoreThanOneMebibyteIsRead() throws IOException {
        write("access.yaml", PEOPLE + "revoked: [revoked]\n");
        write("revoked", ("#" + "x".repeat(1023) + "\n").repeat(2048) + KEY);
        AccessSnapshot access = read();
        assertThat(access.problems()).isEmpty();
        assertThat(opens(access, "admin", "rsa2048")).isTrue();
        assertThat(opens(access, "shop-web", "ed25519")).isFalse();
    }

    @Test
    void aListThatIsTooLargeSaysHowItIsMadeSmaller() throws IOException {
        write("access.yaml", PEOPLE + "revoked: [revoked]\n");
        Path list = write("revoked", KEY);
        try (FileChannel channel = FileChannel.open(list, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), 16 << 20);
        }
        assertThat(said(read()))
                .anySatisfy(line -> assertThat(line).contains("larger than 16 MiB", "name a second list"));
    }

    @Test
    void aRevocationListThatBecomesEmptyRevokesEveryKey() throws IOException {
        write("access.yaml", PEOPLE + "revoked: [revoked]\n");
        Path list = write("revoked", "");
        byte[] revocations =
                ByteBuffer.allocate(44).putLong(0x5353484b524c0a00L).putInt(1).array();
        Files.write(list, revocations);
        AccessSnapshot first = read();
        assertThat(first.problems()).isEmpty();
        assertThat(opens(first, "admin", "rsa2048")).isTrue();
        write("revoked", "");
        AccessSnapshot second = later(first);
        assertThat(opens(second, "admin", "rsa2048")).isFalse();
        assertThat(said(second)).singleElement().asString().contains("it is empty and was a key revocation list");
        write("access.yaml", PEOPLE + "revoked: [revoked]\n\n");
        AccessSnapshot third = later(second);
        assertThat(opens(third, "admin", "rsa2048")).isFalse();
        write("revoked", "# nothing\n");
        AccessSnapshot fourth = later(third);
        assertThat(opens(fourth, "admin", "rsa2048")).isTrue();
        write("revoked", "");
        assertThat(opens(later(fourth), "admin", "rsa2048")).isTrue();
    }
}
