package io.hatchway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.container.Container;
import io.hatchway.container.FakeContainers;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SightingsTest {
    private static final Container WEB = FakeContainers.web();

    private final AtomicLong now = new AtomicLong();
    private final Sightings seen = new Sightings(now::get);

    @Test
    void whatWasSeenASecondAgoIsKnownAndNoLonger() {
        seen.put("web", WEB);
        now.set(1_000_000_000);
        assertThat(seen.get("web")).contains(WEB);
        now.set(1_000_000_001);
        assertThat(seen.get("web")).isEmpty();
    }

    @Test
    void aNameThatWasNotSeenIsNotKnown() {
        seen.put("web", WEB);
        assertThat(seen.get("db")).isEmpty();
    }

    @Test
    void theOldestAreForgotten() {
        for (int i = 0; i <= 1024; i++) {
            seen.put("web" + i, WEB);
        }
        assertThat(seen.get("web0")).isEmpty();
        assertThat(seen.get("web1")).isPresent();
    }
}
