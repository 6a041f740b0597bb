package io.hatchway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.hatchway.access.Authority;
import io.hatchway.access.Certified;
import io.hatchway.access.Credential;
import io.hatchway.access.Holdings;
import io.hatchway.access.LoginPattern;
import io.hatchway.access.Origin;
import io.hatchway.access.Restrictions;
import io.hatchway.access.Rule;
import io.hatchway.access.SampleKeys;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is told of a key and of a certificate. */
final class AccessReportTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final Holdings.Line WEB = new Holdings.Line(
            new Rule(
                    LoginPattern.parse("web").orElseThrow(),
                    SampleKeys.blob("ed25519"),
                    Restrictions.NONE,
                    new Origin("keys/web", 1),
                    ""),
            Set.of());

    private static List<String> certificate(Optional<String> objection) {
        Credential.Certificate certificate = new Credential.Certificate(
                SampleKeys.blob("ed25519"),
                SampleKeys.blob("other"),
                17,
                "an id",
                List.of("web", "db"),
                Instant.EPOCH,
                NOW,
                Restrictions.NONE);
        Certified known = new Certified(objection, List.of(WEB), List.of(), List.of(), List.of("db"));
        return AccessReport.certificate(certificate, known, NOW);
    }

    private static List<String> key(boolean revoked) {
        Authority authority = new Authority(SampleKeys.blob("ed25519"), false, new Origin("ca.pub", 1));
        return AccessReport.key("SHA256:x", new Holdings(revoked, List.of(WEB), List.of(), List.of(authority)), NOW);
    }

    @Test
    void aCertificateThatOpensNothingIsToldWhatItWouldOpen() {
        assertThat(certificate(Optional.of("it is revoked")))
                .contains("  It opens nothing: it is revoked.", "  would open web", "  would open db, its principal")
                .noneMatch(line -> line.startsWith("  opens"));
        assertThat(certificate(Optional.empty())).contains("  opens web", "  opens db, its principal");
    }

    @Test
    void aRevokedKeyIsToldWhatItWouldOpen() {
        assertThat(key(true))
                .contains("  would open web")
                .noneMatch(line -> line.startsWith("  opens") || line.contains("that are trusted"));
        assertThat(key(false)).contains("  opens web").anyMatch(line -> line.contains("that are trusted"));
    }

    private static List<String> keyOfLine(String options) {
        Rule rule = AuthorizedKeys.parse("web", options + SampleKeys.line("ed25519"))
                .rules()
                .getFirst();
        Holdings.Line line = new Holdings.Line(rule, Set.of());
        return AccessReport.key("SHA256:x", new Holdings(false, List.of(line), List.of(), List.of()), NOW);
    }

    @Test
    void aLineThatHasExpiredIsToldAsWhatItWouldOpen() {
        assertThat(keyOfLine("expiry-time=\"20250101Z\" "))
                .contains("  would open web; until 2025-01-01T00:00:00Z (expired)")
                .noneMatch(line -> line.startsWith("  opens"));
    }

    @Test
    void aLineNobodyCanComeFromIsToldAsWhatItWouldOpen() {
        assertThat(keyOfLine("from=\"!10.0.0.1\" "))
                .contains("  would open web; from !10.0.0.1 (which is no address at all)");
    }

    @Test
    void aLineThatForcesACommandIsToldToForwardNothing() {
        assertThat(keyOfLine("command=\"date\" ")).contains("  opens web; always running \"date\"; without forwards");
    }
}
