package io.hatchway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.e2e.FileSite.Image;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is on record of an upload whose scp is killed: with its ssh, which breaks the connection, and without, which ends it. */
@RealEngine
final class CutTransfersIT {
    @AutoClose
    private static final FileSite SITE = new FileSite();

    @TempDir
    private Path dir;

    private static String audited(String event, String word) {
        return Site.read(SITE.gateway().site().state().resolve("audit/audit.jsonl"))
                .lines()
                .filter(line -> line.contains("\"event\":\"" + event + "\"") && line.contains(word))
                .reduce("", (all, line) -> all + line + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "DEBIAN, -s",
        "DEBIAN, -O",
        "BUSYBOX, -s",
        "BUSYBOX, -O",
        "WITHOUT_SHELL, -s",
        "WITHOUT_SHELL, -O",
    })
    void aKilledUploadIsOnRecordAsCutAndItsSessionAsLeft(Image image, String protocol) throws IOException {
        String path = SITE.folder(image) + "/f";
        Path big = FileSite.file(dir.resolve("big"), 60_000_000);
        for (boolean withItsSsh : new boolean[] {true, false}) {
            String name = path + withItsSsh;
            try (Child client = SITE.sftp(image).startScp(protocol, "-l", "80000", big.toString(), ":" + name)) {
                Eventually.holds(() -> !audited("file.open", name).isEmpty(), client::toString);
                if (!withItsSsh) {
                    ProcessHandle.of(client.pid()).ifPresent(ProcessHandle::destroyForcibly);
                    client.await();
                }
            }
            Eventually.holds(() -> !audited("file.close", name).isEmpty(), SITE.gateway()::log);
            String closed = audited("file.close", name);
            assertThat(closed)
                    .contains("\"outcome\":\"fail\"")
                    .contains("The client left before it closed the file.")
                    .contains("\"bytes_written\":")
                    .hasLineCount(1);
            String session = closed.replaceAll("(?s).*\"sid\":\"([0-9a-f]+)\".*", "$1");
            Eventually.holds(() -> !audited("session.end", session).isEmpty(), SITE.gateway()::log);
            assertThat(audited("session.end", session)).contains("\"reason\":\"client_gone\"");
        }
        assertThat(SITE.gateway().log()).doesNotContain(" failed\n");
        SITE.box(image).awaitEmpty();
    }

    @Test
    void aWholeUploadIsNot() throws IOException {
        String path = SITE.folder(Image.DEBIAN) + "/f";
        Path file = FileSite.file(dir.resolve("file"), 100_000);
        SITE.sftp(Image.DEBIAN).scp(file.toString(), ":" + path).ok();
        Eventually.holds(() -> !audited("file.close", path).isEmpty(), SITE.gateway()::log);
        assertThat(audited("file.close", path)).contains("\"outcome\":\"ok\"", "\"bytes_written\":100000");
    }
}
