package io.hatchway.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.access.Secret;
import io.hatchway.container.ImageReference;
import io.hatchway.container.RegistryLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RegistryLoginsTest {
    @TempDir
    private Path state;

    private static RegistryLogin login(String registry, String password) {
        return new RegistryLogin(registry, "bob", Secret.of(password.getBytes(UTF_8)), false);
    }

    private RegistryLogins logins() {
        return RegistryLogins.in(state);
    }

    private Path sealed() {
        return state.resolve("registries");
    }

    private Path key() {
        return state.resolve("registries.key");
    }

    @Test
    void aLoginOutlivesTheGateway() throws IOException {
        logins().keep(login("r.test:5000", "h\u00fcsh"));
        logins().keep(new RegistryLogin("default", "eve", Secret.of(new byte[] {'t'}), true));
        assertThat(logins().find("r.test:5000")).contains(login("r.test:5000", "h\u00fcsh"));
        assertThat(logins().all()).extracting(RegistryLogin::registry).containsExactly("default", "r.test:5000");
        assertThat(logins().all().getFirst().token()).isTrue();
    }

    @Test
    void theDefaultRegistryIsOneWhateverItIsCalled() throws IOException {
        logins().keep(login("docker.io", "one"));
        logins().keep(login("registry-1.docker.io", "two"));
        assertThat(logins().all()).containsExactly(login("default", "two"));
        for (String image : new String[] {"app", "team/app:1", "docker.io/team/app", "index.docker.io/team/app"}) {
            ImageReference named = ImageReference.parse(image).orElseThrow();
            assertThat(logins().find(RegistryLogin.registryOf(named))).contains(login("default", "two"));
        }
        assertThat(logins().find("my.docker.io")).isEmpty();
        assertThat(logins().forget("Index.Docker.IO")).isTrue();
    }

    @Test
    void whereThereIsNoneNothingIsMade() throws IOException {
        assertThat(logins().find("r.test")).isEmpty();
        assertThat(logins().forget("r.test")).isFalse();
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void aNewLoginTakesThePlaceOfTheOld() throws IOException {
        logins().keep(login("r.test", "one"));
        logins().keep(login("r.test", "two"));
        assertThat(logins().all()).containsExactly(login("r.test", "two"));
        assertThat(logins().forget("r.test")).isTrue();
        assertThat(logins().all()).isEmpty();
    }

    @Test
    void nothingOfItIsInTheFile() throws IOException {
        logins().keep(login("r.test", "hush-hush"));
        assertThat(Files.readString(sealed(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("hush")
                .doesNotContain("bob")
                .doesNotContain("r.test");
    }

    @Test
    void bothFilesAreTheOwnersAlone() throws IOException {
        logins().keep(login("r.test", "x"));
        for (Path file : new Path[] {sealed(), key()}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void theSameIsNeverWrittenTwiceInTheSameWay() throws IOException {
        logins().keep(login("r.test", "x"));
        byte[] first = Files.readAllBytes(sealed());
        logins().keep(login("r.test", "x"));
        assertThat(Files.readAllBytes(sealed())).isNotEqualTo(first);
    }

    @Test
    void whatWasChangedInOnePlaceIsRefused() throws IOException {
        logins().keep(login("r.test", "x"));
        byte[] good = Files.readAllBytes(sealed());
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            Files.write(sealed(), bad);
            if (at >= "hatchway-sealed-1\n".length()) {
                assertThatThrownBy(() -> logins().all())
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("was changed");
            }
        }
        Files.write(sealed(), new byte[3]);
        assertThatThrownBy(() -> logins().all()).hasMessageContaining("torn");
    }

    @Test
    void aLostKeyIsSaidAndNoNewOneIsMade() throws IOException {
        logins().keep(login("r.test", "x"));
        Files.delete(key());
        assertThatThrownBy(() -> logins().all()).hasMessageContaining("registries.key is not there");
        assertThatThrownBy(() -> logins().keep(login("s.test", "y"))).hasMessageContaining("log in again");
        assertThat(key()).doesNotExist();
    }

    @Test
    void aKeyThatIsOpenToOthersIsNotUsed() throws IOException {
        logins().keep(login("r.test", "x"));
        Files.setPosixFilePermissions(key(), PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> logins().all()).hasMessageContaining("chmod 600");
    }

    @Test
    void aLoginShowsItsSecretToNobody() {
        assertThat(login("r.test", "hush").toString()).doesNotContain("hush");
    }

    @Test
    void nobodyFillsTheDiskWithThem() throws IOException {
        for (int at = 0; at < 100; at++) {
            logins().keep(login("r" + at + ".test", "x"));
        }
        assertThatThrownBy(() -> logins().keep(login("more.test", "x"))).hasMessageContaining("100");
        logins().keep(login("r1.test", "y"));
    }
}
