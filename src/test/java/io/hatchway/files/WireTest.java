package io.hatchway.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.access.FileAccess;
import io.hatchway.files.Answer.Reason;
import java.net.ProtocolException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WireTest {
    private static final FilePath PATH = new FilePath("/srv/a\n\u00ff");

    private static String request(Wire wire, Op op) {
        return new String(wire.request(7, op), ISO_8859_1);
    }

    private static Wire unbound() {
        return new Wire(Confinement.NONE, 022);
    }

    private static Wire confined() {
        return new Wire(
                Confinement.of(new FileAccess(
                        List.of(new FileAccess.Root("/srv/in", false), new FileAccess.Root("/pub", true)))),
                022);
    }

    @Test
    void aNameGoesByteForByteWithItsNewlinesCounted() {
        assertThat(request(unbound(), new Op.RemoveFile(PATH)))
                .isEqualTo("rm 7 1 - - - - - - - - - -\n/srv/a\n\u00ff\n");
    }

    @Test
    void aProgramsFileIsMadeToBeRun() {
        assertThat(request(unbound(), new Op.Open(3, FilePath.ofText("/x"), OpenMode.OVERWRITE, 0755)))
                .isEqualTo("open 7 0 - - - 3 wct 022 0755 0755 - -\n/x\n");
    }

    @Test
    void whatIsReadMustLeadInsideAndWhatIsChangedToWhereThatIsAllowed() {
        assertThat(request(confined(), new Op.Stat(FilePath.ofText("/srv/in/../in/x"), true)))
                .isEqualTo("stat 7 0 f - - - - - - - - -\n/srv/in/x\n");
        assertThat(request(confined(), new Op.RemoveFile(FilePath.ofText("/srv/in/x/.."))))
                .isEqualTo("rm 7 0 F - - - - - - - - -\n/srv/in\n");
        assertThat(request(confined(), new Op.RemoveFile(FilePath.ofText("/srv/in/x"))))
                .isEqualTo("rm 7 0 P - - - - - - - - -\n/srv/in/x\n");
    }

    @Test
    void aListingsNamesMayHoldAnything() throws ProtocolException {
        byte[] said = "81a4 1 0 5 3 1 2 root/app/./a b\n1/\n41ed 2 0 0 4096 1 2 root/root/./\n/".getBytes(ISO_8859_1);
        assertThat(Wire.answer(new Op.ListFolder(PATH), 0, said))
                .isEqualTo(new Answer.Listing(
                        List.of(
                                new Answer.Entry(
                                        new FilePath("a b\n1"), new FileStat(0100644, 1, 0, 5, 3, 1, 2, "root", "app")),
                                new Answer.Entry(
                                        new FilePath("\n"), new FileStat(040755, 2, 0, 0, 4096, 1, 2, "root", "root"))),
                        said.length));
    }

    @Test
    void anEmptyFolderHasNoEntries() throws ProtocolException {
        assertThat(Wire.answer(new Op.ListFolder(PATH), 0, new byte[0])).isEqualTo(new Answer.Listing(List.of(), 0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sh: 1: eval: cannot create /nope/x: Directory nonexistent   | NO_SUCH_FILE
            sh: eval: line 70: can't open /nope/x: no such file         | NO_SUCH_FILE
            stat: cannot statx '/a: b': No such file or directory       | NO_SUCH_FILE
            Permission denied                                           | PERMISSION_DENIED
            chown: /x: Operation not permitted                          | PERMISSION_DENIED
            dd: error writing 'standard output': No space left on device| FAILURE
            Function not implemented                                    | UNSUPPORTED
            """)
    void aFailuresKindIsInItsLastWords(String said, Reason reason) throws ProtocolException {
        assertThat(Wire.answer(new Op.RemoveFile(PATH), 1, said.getBytes(ISO_8859_1)))
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.reason()).isEqualTo(reason));
    }

    @Test
    void whatIsNoAnswerIsAnError() {
        for (String said : List.of("", "81a4", "zz 1 2 3 4 5 6 7/8/ /", "81a4 1 0 5 3 1 2 root/app/./a")) {
            assertThatThrownBy(() -> Wire.answer(new Op.ListFolder(PATH), 0, ("x " + said).getBytes(ISO_8859_1)))
                    .isInstanceOf(ProtocolException.class);
        }
    }
}
