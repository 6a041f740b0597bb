package io.hatchway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.Command;
import io.hatchway.container.Size;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ArgvTest {
    private static final Optional<Size> UNSAID = Optional.empty();
    private static final Optional<Size> SIZE = Optional.of(new Size(100, 30));
    private static final String STTY = "stty rows 30 cols 100 2>/dev/null; ";

    @Test
    void withoutAWishTheBestShellIsTaken() {
        assertThat(Argv.withShell(new Command.Shell(List.of()), UNSAID))
                .containsExactly("sh", "-c", "command -v bash >/dev/null 2>&1 && exec bash; exec sh");
    }

    @Test
    void theBestShellLearnsTheSizeFirst() {
        assertThat(Argv.withShell(new Command.Shell(List.of()), SIZE))
                .containsExactly("sh", "-c", STTY + "command -v bash >/dev/null 2>&1 && exec bash; exec sh");
    }

    @Test
    void aChosenShellIsStartedItself() {
        assertThat(Argv.withShell(new Command.Shell(List.of("zsh", "-l")), UNSAID))
                .containsExactly("zsh", "-l");
    }

    @Test
    void aChosenShellBehindTheSizeKeepsItsArguments() {
        assertThat(Argv.withShell(new Command.Shell(List.of("zsh", "-o", "a b")), SIZE))
                .containsExactly("sh", "-c", STTY + "exec \"$@\"", "sh", "zsh", "-o", "a b");
    }

    @Test
    void aLineIsHandedOverUnsplit() {
        assertThat(Argv.withShell(new Command.Line("echo 'a  b' | wc"), UNSAID))
                .containsExactly("sh", "-c", "echo 'a  b' | wc");
    }

    @Test
    void aLineBehindTheSizeIsNoPartOfTheScript() {
        assertThat(Argv.withShell(new Command.Line("echo \"$0\"; exit 3"), SIZE))
                .containsExactly("sh", "-c", STTY + "exec sh -c \"$1\"", "sh", "echo \"$0\"; exit 3");
    }

    @Test
    void withoutAShellALineIsItsWords() {
        assertThat(Argv.withoutShell(new Command.Line("/bin/app --name 'two words'")))
                .contains(List.of("/bin/app", "--name", "two words"));
    }

    @Test
    void withoutAShellAChosenShellIsAProgramLikeAnother() {
        assertThat(Argv.withoutShell(new Command.Shell(List.of("/bin/app")))).contains(List.of("/bin/app"));
    }

    @Test
    void withoutAShellThereIsNoShell() {
        assertThat(Argv.withoutShell(new Command.Shell(List.of()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\t\n"})
    void withoutAShellABlankLineIsNoProgram(String line) {
        assertThat(Argv.withoutShell(new Command.Line(line))).isEmpty();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "a b c,           a|b|c",
                "`  a   b `,      a|b",
                "'a b' c,         a b|c",
                "\"a b\" c,       a b|c",
                "a'b'\"c\"d,      abcd",
                "'' x,            `|x`",
                "\"\",            ``",
                "a\\ b,           a b",
                "'a\\b',          a\\b",
                "\"a\\b\",        a\\b",
                "\"\\$\\`\\\"\\\\\", $`\"\\",
                "\\'a\\',         'a'",
                "\"it's\",        it's",
                "'say \"hi\"',    say \"hi\"",
                "$HOME *.txt,     $HOME|*.txt",
                "a\\,             a\\",
            })
    void quotesAndBackslashesAreHonoured(String line, String words) {
        assertThat(Argv.words(line)).contains(List.of(words.split("\\|", -1)));
    }

    @Test
    void aTabAndALineBreakPartWordsToo() {
        assertThat(Argv.words("a\tb\nc")).contains(List.of("a", "b", "c"));
    }

    @Test
    void anEscapedLineBreakJoinsAWord() {
        assertThat(Argv.words("ab\\\ncd")).contains(List.of("abcd"));
    }

    @Test
    void anEscapedLineBreakBetweenWordsIsNoWord() {
        assertThat(Argv.words("a \\\n b")).contains(List.of("a", "b"));
    }

    @Test
    void anEscapedLineBreakInDoubleQuotesGoes() {
        assertThat(Argv.words("\"a\\\nb\"")).contains(List.of("ab"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a", "a \"b", "\"a\\", "\"a\\\"", "'", "a''\""})
    void anOpenQuoteLeavesNoWords(String line) {
        assertThat(Argv.words(line)).isEmpty();
    }

    @Test
    void noWordsAreWordsToo() {
        assertThat(Argv.words("")).contains(List.of());
    }
}
