package io.hatchway.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScpCommandTest {
    @Test
    void anUploadHasOneTarget() {
        assertThat(ScpCommand.parse("scp -v -r -p -d -t -- /srv/in"))
                .contains(new ScpCommand(true, true, true, true, List.of(literal("/srv/in"))));
    }

    @Test
    void flagsMayBeOneWord() {
        assertThat(ScpCommand.parse("scp -rpf a b"))
                .contains(new ScpCommand(false, true, true, false, List.of(literal("a"), literal("b"))));
    }

    @Test
    void quotesAndBackslashesAreTakenAway() {
        assertThat(ScpCommand.parse("scp -f '/a b'\\''c' ~/d").orElseThrow().paths())
                .containsExactly(literal("/a b'c"), literal("~/d"));
    }

    @Test
    void wildcardsAreThoseThatNoQuotesHold() {
        List<ScpPath> paths = ScpCommand.parse("scp -f /srv/*.t?t '/srv/*'.t[!a] '*' a\\?b")
                .orElseThrow()
                .paths();
        assertThat(paths).extracting(ScpPath::pattern).containsExactly("/srv/*.t?t", "/srv/\\*.t[!a]", "\\*", "a\\?b");
        assertThat(paths).extracting(ScpPath::hasWildcards).containsExactly(true, true, false, false);
        assertThat(paths.getLast().path()).isEqualTo(FilePath.ofText("a?b"));
    }

    @Test
    void whatIsQuotedInBracketsIsNoRangeAndNegatesNothing() {
        ScpPath path = ScpCommand.parse("scp -f [a'-'z]").orElseThrow().paths().getFirst();
        NamePattern pattern = new NamePattern(path.pattern());
        assertThat(List.of("a", "-", "z")).allMatch(name -> pattern.matches(FilePath.ofText(name)));
        assertThat(pattern.matches(FilePath.ofText("m"))).isFalse();
        assertThat(ScpCommand.parse("scp -f ['!'b] [\\^c]").orElseThrow().paths())
                .noneMatch(other -> new NamePattern(other.pattern()).matches(FilePath.ofText("x")));
        assertThat(ScpCommand.parse("scp -f a-b '-'x").orElseThrow().paths())
                .extracting(ScpPath::path)
                .extracting(FilePath::text)
                .containsExactly("a-b", "-x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"scp -t a", "scp -pt a", "scp -v -rf $HOME/a", "scp -tp -- {a,b}"})
    void whatScpSendsIsKnownWhateverIsInItsPaths(String line) {
        assertThat(ScpCommand.isSentByScp(line)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"scp a host:b", "scp -r a host:-t", "scp", "echo scp -t a", "scp -S -t a", "scp -t"})
    void whatAPersonTypesIsNot(String line) {
        assertThat(ScpCommand.isSentByScp(line)).isFalse();
    }

    private static ScpPath literal(String path) {
        return ScpPath.literal(FilePath.ofText(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scp",
                "scp -t",
                "scp -t a b",
                "scp -t -f a",
                "scp a host:b",
                "scp -S sh -t a",
                "scp -t *.txt",
                "scp -f {a,b}",
                "scp -f [[:alpha:]]",
                "scp -f $HOME/x",
                "scp -f a; rm b",
                "scp -f `id`",
                "scp -f \"a\"",
                "scp -f 'open",
                "scp -f ~app/x",
                "scp -f a\nb",
                "echo scp -f a"
            })
    void whatAShellWouldReadOtherwiseIsNotOurs(String line) {
        assertThat(ScpCommand.parse(line)).isEmpty();
    }
}
