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
        AccessSnapshot first = read();
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
        AccessSnapshot access = read();
        assertThat(opens(access, "admin", "rsa2048")).isFalse();
        assertThat(said(access)).singleElement().asString().contains("larger than 16 MiB", "name a second list");
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
