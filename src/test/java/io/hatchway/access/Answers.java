package io.hatchway.access;

import static org.assertj.core.api.Assertions.assertThat;

/** What a policy answered, which must be the one or the other. */
final class Answers {
    private Answers() {}

    static Grant granted(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Allowed.class);
        return ((Decision.Allowed) decision).grant().provenBy(Proof.OF_PLAIN_KEY);
    }

    static String denied(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Denied.class);
        return ((Decision.Denied) decision).reason();
    }
}
