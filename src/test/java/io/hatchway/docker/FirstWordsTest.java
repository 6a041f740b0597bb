package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class FirstWordsTest {
    private static final String FAILURE = "OCI runtime exec failed: exec failed: no such file\r\n";

    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private boolean neverRan = true;
    private final FirstWords words = new FirstWords(stdout, () -> neverRan);

    private void write(String text) throws IOException {
        words.write(text.getBytes(UTF_8));
    }

    @Test
    void aProgramsOutputPassesAtOnce() throws IOException {
        write("hello");
        assertThat(stdout.toString(UTF_8)).isEqualTo("hello");
    }

    @Test
    void whatReadsLikeAFailureIsHeldBack() throws IOException {
        write(FAILURE);
        assertThat(stdout.size()).isZero();
        assertThat(words.held()).isEqualTo(FAILURE.strip());
    }

    @Test
    void aHeldFailureGrowsByWhatFollows() throws IOException {
        write(FAILURE);
        write("more");
        assertThat(words.held()).isEqualTo(FAILURE + "more");
    }

    @Test
    void aProgramThatOnlyQuotesAFailureIsNotHeld() throws IOException {
        neverRan = false;
        write("unable to find the file");
        assertThat(stdout.toString(UTF_8)).isEqualTo("unable to find the file");
    }

    @Test
    void aFailureIsHeldUpToALimit() throws IOException {
        write(FAILURE);
        write("x".repeat(20_000));
        write("x");
        assertThat(words.held()).hasSize(16 * 1024);
    }

    @Test
    void aFailureBehindOtherOutputIsTheProgramsOwn() throws IOException {
        write("hello\n");
        write(FAILURE);
        assertThat(stdout.toString(UTF_8)).isEqualTo("hello\n" + FAILURE);
    }

    @Test
    void oneByteIsOutputToo() throws IOException {
        words.write('x');
        assertThat(stdout.toString(UTF_8)).isEqualTo("x");
    }
}
