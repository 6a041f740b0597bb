package io.hatchway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What two grants of files are together. */
final class FileAccessTest {
    private static FileAccess of(String roots) {
        return new FileAccess(Arrays.stream(roots.split(" ", -1))
                .map(root -> new FileAccess.Root(root.replace(":ro", ""), root.endsWith(":ro")))
                .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "/a,/b,/a /b",
        "/,/a:ro,/",
        "/a:ro,/,/",
        "/a,/a/b:ro,/a",
        "/a,/ab:ro,/a /ab:ro",
        "/a:ro,/a/b,/a:ro /a/b",
        "/a /a/b:ro,/a/b:ro,/a /a/b:ro",
        "/a /a/b:ro,/a/b/c:ro,/a /a/b:ro /a/b/c:ro",
        "/a /a/b:ro,/a,/a",
        "/a /a:ro,/b,/a /a:ro /b"
    })
    void whatEitherLetsChangeMayBeChanged(String one, String other, String both) {
        assertThat(of(one).plus(of(other))).isEqualTo(of(both));
    }
}
