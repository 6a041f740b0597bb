package io.hatchway.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the gateway keeps of files, within the room it has. */
final class SpoolTest {
    @TempDir
    private Path folder;

    private static byte[] bytes(int count) {
        return new byte[count];
    }

    @Test
    void whatWasPutIsReadAndWhatLiesBetweenIsZeros() throws IOException {
        try (Spool spool = new Spool(new Room(folder, 100))) {
            assertThat(spool.put(3, "<end>".getBytes(UTF_8), 1, 3)).isEmpty();
            assertThat(spool.size()).isEqualTo(6);
            Answer.Bytes all = spool.read(0, 100);
            assertThat(new String(all.array(), all.from(), all.length(), UTF_8)).isEqualTo("\0\0\0end");
            assertThat(spool.read(6, 10).length()).isZero();
            assertThat(spool.read(Long.MAX_VALUE, 10).length()).isZero();
            assertThat(spool.content()).hasContent("\0\0\0end");
        }
    }

    @Test
    void aSessionHasItsRoomForAllItsFilesTogether() throws IOException {
        Room room = new Room(folder, 100);
        try (Spool one = new Spool(room);
                Spool other = new Spool(room)) {
            assertThat(one.put(0, bytes(60), 0, 60)).isEmpty();
            assertThat(other.put(0, bytes(41), 0, 41)).contains(Room.TOO_MUCH);
            assertThat(other.put(0, bytes(40), 0, 40)).isEmpty();
            assertThat(one.put(0, bytes(60), 0, 60)).as("in the same place").isEmpty();
            assertThat(one.resize(61)).contains(Room.TOO_MUCH);
            assertThat(one.resize(10)).isEmpty();
            assertThat(other.resize(90)).isEmpty();
        }
        assertThat(room.take(100)).as("what is closed gives its room back").isEmpty();
    }

    @Test
    void whatTheDiskHasNoRoomForIsNotTaken() throws IOException {
        assertThat(new Room(folder, Long.MAX_VALUE).objection(Long.MAX_VALUE / 2))
                .contains(Room.FULL);
    }

    @Test
    void anInterruptIsTheSessionsEndAndNoFullDisk() throws IOException {
        Room room = new Room(folder, 100);
        try (Spool spool = new Spool(room)) {
            Thread.currentThread().interrupt();
            assertThat(spool.put(0, bytes(1), 0, 1)).contains(Spool.ENDING);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(spool.put(0, bytes(1), 0, 1)).contains(Spool.ENDING);
        }
        assertThat(room.take(100)).as("its room is given back").isEmpty();
    }

    @Test
    void nothingIsLeftOfIt() throws IOException {
        try (Spool spool = new Spool(new Room(folder, 100))) {
            assertThat(spool.put(0, bytes(1), 0, 1)).isEmpty();
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void whatIsClosedTakesNothingMore() throws IOException {
        Room room = new Room(folder, 100);
        Spool spool = new Spool(room);
        spool.close();
        spool.close();
        assertThat(spool.put(0, bytes(1), 0, 1)).isPresent();
        assertThat(room.take(100)).isEmpty();
    }
}
