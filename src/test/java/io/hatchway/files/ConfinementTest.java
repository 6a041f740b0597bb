package io.hatchway.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.FileAccess;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one confinement allows of another, told by words alone. */
final class ConfinementTest {
    private static Confinement of(String... roots) {
        return Confinement.of(new FileAccess(Arrays.stream(roots)
                .map(root -> new FileAccess.Root(root.replace(":ro", ""), root.endsWith(":ro")))
                .toList()));
    }

    @Test
    void aFolderMoreIsNoLess() {
        assertThat(of("/a", "/b").allows(of("/a"))).isTrue();
        assertThat(of("/a").allows(of("/a", "/b"))).isFalse();
        assertThat(of("/a").allows(of("/a:ro"))).isTrue();
        assertThat(of("/a:ro").allows(of("/a"))).isFalse();
        assertThat(of("/").allows(of("/a", "/a/b:ro"))).isTrue();
    }

    /** The innermost decides, so one more that may not be changed takes something away. */
    @Test
    void whatMayOnlyBeReadAllowsLessThanIfItWereNotNamed() {
        assertThat(of("/a", "/a/b:ro").allows(of("/a"))).isFalse();
        assertThat(of("/a", "/a/b:ro").allows(of("/a", "/a/b:ro"))).isTrue();
        assertThat(of("/a", "/a/b:ro").allows(of("/a:ro"))).isTrue();
    }

    @Test
    void everythingButAFolderIsAConfinement() {
        assertThat(of("/")).isEqualTo(Confinement.NONE);
        assertThat(of("/", "/etc:ro").roots())
                .isEqualTo(List.of(
                        new Confinement.Root(FilePath.ROOT, false),
                        new Confinement.Root(FilePath.ofText("/etc"), true)));
    }
}
