package io.hatchway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class FirstWordsTest {
    private static final String FAILURE = "OCI runtime exec failed: exec failed: no such file\r\n";

    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final FirstWords words = new FirstWords(stdout);

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
    void whatWasHeldIsReleasedInItsOrder() throws IOException {
        write(FAILURE);
        write("1");
        words.release();
        write("2");
        assertThat(stdout.toString(UTF_8)).isEqualTo(FAILURE + "12");
    }

    @Test
    void releasedWordsAreHeldNoMore() throws IOException {
        write(FAILURE);
        words.release();
        assertThat(words.held()).isEmpty();
    }

    @Test
    void aProgramThatOnlyQuotesAFailureIsNotHeldForEver() throws IOException {
        write(FAILURE);
        write("x".repeat(20_000));
        assertThat(stdout.size()).isEqualTo(FAILURE.length() + 20_000);
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

    @Test
    void releasingNothingWritesNothing() throws IOException {
        words.release();
        assertThat(stdout.size()).isZero();
    }
}
