package io.hatchway.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageReferenceTest {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "shop,                        -,                 shop,      -",
                "shop:1.2,                    -,                 shop,      1.2",
                "team/shop:latest,            -,                 team/shop, latest",
                "localhost/shop,              localhost,         shop,      -",
                "localhost:5000/shop,         localhost:5000,    shop,      -",
                "registry.test/a/b/c:V1,      registry.test,     a/b/c,     V1",
                "127.0.0.1:5000/a:x,          127.0.0.1:5000,    a,         x",
                "[::1]:5000/a:x,              [::1]:5000,        a,         x",
                "UPPER/shop,                  UPPER,             shop,      -",
                "a__b/c-d.e_f,                -,                 a__b/c-d.e_f, -",
                "a---b,                       -,                 a---b,     -",
            })
    void aNameIsTakenApart(String text, String registry, String path, String tag) {
        assertThat(ImageReference.parse(text))
                .contains(new ImageReference(
                        Optional.ofNullable(registry), path, Optional.ofNullable(tag), Optional.empty()));
        assertThat(ImageReference.parse(text).orElseThrow()).hasToString(text);
    }

    @Test
    void aDigestMayStandBehindATag() {
        ImageReference both = ImageReference.parse("h:1/a:x@" + DIGEST).orElseThrow();
        assertThat(both.tag()).contains("x");
        assertThat(both.digest()).contains(DIGEST);
        assertThat(both.tagged()).isEqualTo(both);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "a:",
                ":a",
                "/a",
                "a/",
                "a//b",
                "Shop",
                "a..b",
                "a___b",
                "-a",
                "a-",
                "a b",
                "a\n",
                "a:b c",
                "a:-x",
                "a@",
                "a@sha256:zz",
                "a@sha256",
                "http://h/a",
                "../a",
                "a?tag=b",
                "h.test:99999999/a",
                "\u00e4",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            })
    void whatIsNoNameIsNone(String text) {
        assertThat(ImageReference.parse(text)).isEmpty();
    }

    @Test
    void namesAndTagsHaveAnEnd() {
        assertThat(ImageReference.parse("a".repeat(255))).isPresent();
        assertThat(ImageReference.parse("a".repeat(256))).isEmpty();
        assertThat(ImageReference.parse("a:" + "b".repeat(128))).isPresent();
        assertThat(ImageReference.parse("a:" + "b".repeat(129))).isEmpty();
        assertThat(ImageReference.parse("a".repeat(10_000_000))).isEmpty();
    }

    @Test
    void withoutATagItIsTheLatest() {
        assertThat(ImageReference.parse("h:1/a").orElseThrow().tagged()).hasToString("h:1/a:latest");
        assertThat(ImageReference.parse("a:b").orElseThrow().tagged()).hasToString("a:b");
        assertThat(ImageReference.parse("a@" + DIGEST).orElseThrow().tagged()).hasToString("a@" + DIGEST);
    }

    @Test
    void anotherTagTakesThePlaceOfTagAndDigest() {
        assertThat(ImageReference.parse("h:1/a:b@" + DIGEST).orElseThrow().withTag("c"))
                .hasToString("h:1/a:c");
    }

    @Test
    void aHostIsAHostAlone() {
        assertThat(ImageReference.isHost("registry.test:5000")).isTrue();
        assertThat(ImageReference.isHost("default")).isTrue();
        for (String none : new String[] {"", "a/b", "http://a", "a b", "a:b", "-a", "a\u001b[2J"}) {
            assertThat(ImageReference.isHost(none)).as(none).isFalse();
        }
    }
}
