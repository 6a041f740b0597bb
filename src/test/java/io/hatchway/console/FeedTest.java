package io.hatchway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class FeedTest {
    private final Feed feed = new Feed();

    @Test
    void whatCameIsTakenOnceInItsOrder() throws Exception {
        feed.resize(new Size(80, 24));
        feed.output(new byte[] {1, 2, 3}, 1, 2);
        Feed.Part part = feed.take(1);
        assertThat(part.bytes().array()).containsExactly(2, 3);
        assertThat(part.size()).contains(new Size(80, 24));
        assertThat(feed.take(1).bytes().remaining()).isZero();
    }

    @Test
    void ofTooMuchAllIsLeftOutAndTheWriterNeverWaits() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            feed.output(new byte[1000], 0, 1000);
        }
        Feed.Part part = feed.take(1);
        assertThat(part.bytes().remaining()).isLessThanOrEqualTo(256 * 1024);
        assertThat(part.skipped()).isTrue();
        assertThat(feed.take(1).skipped()).isFalse();
    }

    @Test
    void theEndWakesWhoeverWaits() throws Exception {
        Thread.startVirtualThread(feed::ended);
        assertThat(feed.take(20_000).ended()).isTrue();
    }
}
