package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hatchway.container.OpenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LentFileTest {
    private static final int DESCRIPTOR = 6;

    @TempDir
    private Path dir;

    @AutoClose
    private final SampleProcesses processes = new SampleProcesses();

    @BeforeEach
    void write() throws IOException {
        Files.writeString(dir.resolve("f"), "0123456789");
    }

    /** A process whose descriptor 6 is what a shell's redirection makes of it. */
    private int process(String redirection) throws IOException {
        String line = "cd '" + dir + "' && exec 6" + redirection + " && { sleep 60 & echo $!; echo .; wait; }";
        return (int) processes.start(line).getLast().pid();
    }

    private static Optional<OpenFile> lent(int pid) throws IOException {
        return LentFile.of(pid, DESCRIPTOR, () -> true);
    }

    @Test
    void aFileOfAnotherProcessIsReadAnywhere() throws IOException {
        try (OpenFile file = lent(process("< f")).orElseThrow()) {
            byte[] bytes = new byte[8];
            assertThat(file.read(4, bytes, 3)).isEqualTo(3);
            assertThat(new String(bytes, 0, 3, UTF_8)).isEqualTo("456");
            assertThat(file.read(6, bytes, 8)).isEqualTo(4);
            assertThat(file.read(10, bytes, 8)).isZero();
        }
    }

    @Test
    void piecesLongerThanABlockAreReadWhole() throws IOException {
        byte[] content = new byte[700_001];
        new Random(1).nextBytes(content);
        Files.write(dir.resolve("f"), content);
        try (OpenFile file = lent(process("< f")).orElseThrow()) {
            byte[] bytes = new byte[content.length];
            assertThat(file.read(0, bytes, bytes.length)).isEqualTo(bytes.length);
            assertThat(bytes).isEqualTo(content);
        }
    }

    @Test
    void aFileThatWasOpenedOnlyToBeWrittenCannotBeRead() throws IOException {
        try (OpenFile file = lent(process(">> f")).orElseThrow()) {
            assertThatThrownBy(() -> file.read(0, new byte[4], 4)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aNameThatWasOpenedWithoutRightsToItsContentCannotBeRead() throws IOException {
        String line =
                "cd '" + dir + "' && exec perl -e 'use POSIX; $| = 1; my $f; sysopen($f, \"f\", 010000000) or die;"
                        + " POSIX::dup2(fileno($f), 6); print \"$$\\n.\\n\"; sleep 60'";
        int pid = (int) processes.start(line).getLast().pid();
        try (OpenFile file = lent(pid).orElseThrow()) {
            assertThatThrownBy(() -> file.read(0, new byte[4], 4)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatIsNoFileOnADiskIsNotTaken() throws IOException {
        assertThat(lent(process("< <(sleep 60)"))).as("a pipe").isEmpty();
        assertThat(lent(process("< ."))).as("a folder").isEmpty();
        assertThat(lent(process("< /proc/self/status")))
                .as("what is made for its reader")
                .isEmpty();
        assertThat(lent(process("< /dev/zero"))).as("a device").isEmpty();
        assertThat(lent(process("<&-"))).as("nothing").isEmpty();
    }

    @Test
    void aNumberThatMeansAnotherProcessByNowLendsNothing() throws IOException {
        assertThat(LentFile.of(process("< f"), DESCRIPTOR, () -> false)).isEmpty();
        assertThat(lent(Integer.MAX_VALUE)).isEmpty();
    }

    @Test
    void whoMayMountIsNotTrusted() throws IOException {
        boolean root = Capabilities.has(Capabilities.SYS_ADMIN);
        assertThat(LentFile.isTrusted((int) ProcessHandle.current().pid())).isEqualTo(!root);
    }
}
