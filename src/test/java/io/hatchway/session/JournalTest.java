package io.hatchway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTest {
    private static final String ID = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    @Test
    void anEntryOutlivesTheGatewayThatWroteIt() throws IOException {
        Journal.Entry entry = new Journal.Entry(ID, "local", "container-id");
        new Journal(folder).open(entry);
        assertThat(new Journal(folder).entries()).containsExactly(entry);
    }

    @Test
    void aClosedEntryIsGone() throws IOException {
        Journal journal = new Journal(folder);
        journal.open(new Journal.Entry(ID, "local", "container-id"));
        journal.close(ID);
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void closingWhatIsNotThereIsNoError() throws IOException {
        new Journal(folder).close(ID);
        assertThat(new Journal(folder).entries()).isEmpty();
    }

    @Test
    void nothingIsLeftBesideTheEntry() throws IOException {
        new Journal(folder).open(new Journal.Entry(ID, "local", "container-id"));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve(ID));
        }
    }

    @Test
    void aDraftLeftByACrashIsNoEntry() throws IOException {
        Files.writeString(folder.resolve("." + ID), "local\ncont");
        assertThat(new Journal(folder).entries()).isEmpty();
    }

    @Test
    void foreignFilesAreIgnored() throws IOException {
        Files.writeString(folder.resolve("README"), "local\ncontainer-id\n");
        assertThat(new Journal(folder).entries()).isEmpty();
    }

    @Test
    void halfAnEntryIsIgnored() throws IOException {
        Files.writeString(folder.resolve(ID), "local\n");
        assertThat(new Journal(folder).entries()).isEmpty();
    }

    @Test
    void aFileThatIsNoTextHidesNoOther() throws IOException {
        Journal journal = new Journal(folder);
        journal.open(new Journal.Entry(ID, "local", "container-id"));
        Files.write(folder.resolve("f".repeat(32)), new byte[] {(byte) 0xff, '\n', (byte) 0xfe, '\n'});
        assertThat(journal.entries()).extracting(Journal.Entry::sessionId).contains(ID);
    }

    @Test
    void theFolderIsMadeWhenThereIsNone() throws IOException {
        new Journal(folder.resolve("state/sessions"));
        assertThat(folder.resolve("state/sessions")).isDirectory();
    }
}
