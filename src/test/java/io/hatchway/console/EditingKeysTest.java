package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.Pty;
import io.hatchway.container.Size;
import io.hatchway.session.SampleSession;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
final class EditingKeysTest {
    private interface Look {
        void at(LineReader editor) throws Exception;
    }

    private static void edit(String type, String keys, Look look) throws Exception {
        ByteArrayInputStream in = new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8));
        try (ConsoleTerminal terminal =
                ConsoleTerminal.over(new SampleSession().make(), in, new Pty(type, new Size(80, 24)))) {
            look.at(EditingKeys.alone(
                    LineReaderBuilder.builder().terminal(terminal).build(), terminal));
        }
    }

    private static String typed(String keys) throws Exception {
        String[] line = new String[1];
        edit("xterm", keys + "\r", editor -> line[0] = editor.readLine("> "));
        return line[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"xterm", "xterm-256color", "screen-256color", "ansi", "dumb"})
    void noKeyOfAnyTerminalDoesWhatIsNotAllowed(String type) throws Exception {
        edit(type, "", editor -> {
            assertThat(EditingKeys.ALLOWED).containsAll(editor.getWidgets().keySet());
            Stream<Binding> bound = editor.getKeyMaps().values().stream()
                    .map(KeyMap::getBoundKeys)
                    .flatMap(keys -> keys.values().stream());
            assertThat(bound)
                    .allSatisfy(binding -> assertThat(binding)
                            .isInstanceOfSatisfying(
                                    Reference.class,
                                    operation -> assertThat(operation.name()).isIn(EditingKeys.ALLOWED)));
            assertThat(editor.getKeyMaps()).doesNotContainKeys(LineReader.VICMD, LineReader.VIINS);
        });
    }

    @Test
    void nothingAllowedHasToDoWithFilesOrRepeats() {
        assertThat(EditingKeys.ALLOWED)
                .doesNotContain(
                        LineReader.EDIT_AND_EXECUTE_COMMAND,
                        LineReader.DIGIT_ARGUMENT,
                        LineReader.UNIVERSAL_ARGUMENT,
                        LineReader.VI_CMD_MODE,
                        LineReader.QUOTED_INSERT,
                        LineReader.EXPAND_HISTORY);
    }

    @Test
    void whatPeopleEditWithWorks() throws Exception {
        assertThat(typed("web\001logs \005 -f")).isEqualTo("logs web -f");
        assertThat(typed("logs wab\177\177eb")).isEqualTo("logs web");
        assertThat(typed("one two\027three\033b\013four")).isEqualTo("one four");
        assertThat(typed("gone\025back\025\031")).isEqualTo("back");
        assertThat(typed("ba\033OD\033ODc")).isEqualTo("cba");
        assertThat(typed("\033[200~a\tb\033[201~")).isEqualTo("a\tb");
    }

    @Test
    void anExclamationMarkIsOne() throws Exception {
        assertThat(typed("echo !! !1 ^a^b")).isEqualTo("echo !! !1 ^a^b");
    }

    @Test
    void aKeyIsNotRepeatedByANumber() throws Exception {
        assertThat(typed("\0339\0339\0339\0339x")).hasSizeLessThan(10);
    }

    @Test
    void whatIsPutBackAgainAndAgainEnds() throws Exception {
        assertThat(typed("x".repeat(1000) + "\025\031\031".repeat(14)))
                .hasSizeLessThanOrEqualTo(EditingKeys.LONGEST_LINE);
    }
}
