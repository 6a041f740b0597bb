package io.hatchway.sshd;

import io.hatchway.access.SourceAddresses;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Rules of the door for tests: as they are by default, or with one part changed. */
final class SampleEntryRules {
    static final Map<Offence, Duration> TIMES = Map.of(
            Offence.CRASH, Duration.ofSeconds(90),
            Offence.AUTHFAIL, Duration.ofSeconds(5),
            Offence.NOAUTH, Duration.ofSeconds(1),
            Offence.GRACE_EXCEEDED, Duration.ofSeconds(10),
            Offence.REFUSE_CONNECTION, Duration.ofSeconds(10));

    private SampleEntryRules() {}

    static EntryRules defaults() {
        return with(penalty(65_536, false, "127.0.0.1"), "192.0.2.1");
    }

    static EntryRules with(EntryRules.Penalty penalty, String... proxies) {
        return new EntryRules(100, 50, new EntryRules.Startup(10, 30, 100, 20), 24, 64, penalty, networks(proxies));
    }

    static EntryRules.Penalty penalty(int sources, boolean denyAll, String... exempt) {
        return new EntryRules.Penalty(
                TIMES,
                Duration.ofMinutes(10),
                Duration.ofSeconds(15),
                sources,
                sources,
                denyAll,
                denyAll,
                networks(exempt));
    }

    static List<SourceAddresses> networks(String... texts) {
        return Arrays.stream(texts)
                .flatMap(text -> SourceAddresses.parse(text).stream())
                .toList();
    }
}
