package io.hatchway.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TallyTest {
    private static final byte[] TEXT = "abc".getBytes(US_ASCII);

    private final Tally tally = new Tally();

    @Test
    void whatGoesThroughInSequenceIsSummedUp() {
        tally.add(0, TEXT, 0, 2);
        tally.add(2, TEXT, 2, 1);
        assertThat(tally.passage().sha256())
                .contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(tally.passage().bytes()).isEqualTo(3);
    }

    @Test
    void aLookBeyondTheEndChangesNothing() {
        tally.add(0, TEXT, 0, 3);
        tally.add(32_768, TEXT, 0, 0);
        assertThat(tally.passage().sha256()).isPresent();
    }

    @Test
    void aLeapLeavesNoSum() {
        tally.add(0, TEXT, 0, 1);
        tally.add(2, TEXT, 2, 1);
        assertThat(tally.passage().sha256()).isEmpty();
    }
}
