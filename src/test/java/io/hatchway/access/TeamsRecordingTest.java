package io.hatchway.access;

import static io.hatchway.access.Answers.granted;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How what the roles of a person allow is recorded. */
final class TeamsRecordingTest extends TeamsScene {
    private void allowRecorded(Scope scope, Recording recording) {
        clauses.add(new Clause.Allow(scope, SHELL_AND_EXEC, List.of(), List.of(), Optional.of(recording)));
    }

    @Test
    void theStrictestEntryForTheContainerSaysHowItIsRecorded() {
        allow(Scope.ALL);
        assertThat(granted(asAlice("shop.web")).recording()).isEmpty();
        allowRecorded(names("shop-*"), Recording.BEST_EFFORT);
        allowRecorded(Scope.ALL, Recording.OFF);
        allowRecorded(names("db"), Recording.STRICT);
        assertThat(granted(asAlice("shop.web")).recording()).contains(Recording.BEST_EFFORT);
    }

    @Test
    void anEntryForAnotherUserDoesNotSayHowASessionIsRecorded() {
        allow(Scope.ALL);
        allowRecorded(Scope.ALL, Recording.STRICT);
        assertThat(granted(asAlice("shop.web")).recording()).contains(Recording.STRICT);
        assertThat(granted(asAlice("shop.web+postgres")).recording()).isEmpty();
    }

    @Test
    void whatIsRecordedIsKnownWhenTheContainerIs() {
        allow(Scope.ALL);
        allowRecorded(new Scope(List.of(), List.of(), Map.of("team", "red")), Recording.STRICT);
        allowRecorded(new Scope(List.of(), List.of(), Map.of("team", "blue")), Recording.BEST_EFFORT);
        container = Lookup.UNKNOWN;
        Grant grant = granted(asAlice("shop.web"));
        assertThat(grant.recording()).contains(Recording.STRICT);
        assertThat(granted(policy().enter(grant, WEB, NOW)).recording()).contains(Recording.BEST_EFFORT);
    }

    @Test
    void aPersonIsRecordedWhateverLetsHerIn() {
        openByLine("shop.web", ALICE);
        allowRecorded(names("shop-*"), Recording.STRICT);
        Grant grant = granted(asAlice("shop.web"));
        assertThat(grant.origin()).hasToString("keys/shop.web:1");
        assertThat(grant.recording()).contains(Recording.STRICT);
    }

    @Test
    void aCertificateForOnesOwnKeyDoesNotShedTheRecording() {
        allowRecorded(names("shop-*"), Recording.STRICT);
        Credential.Certificate own = certified(ALICE, CA, "shop.web");
        assertThat(granted(decide("shop.web", own)).recording()).contains(Recording.STRICT);
    }

    @Test
    void aConsoleIsRecordedAsTheEntriesWithCommandsSay() {
        allowRecorded(Scope.ALL, Recording.STRICT);
        clauses.add(new Clause.Allow(
                Scope.ALL, Permissions.NONE, List.of(), List.of("ps"), Optional.of(Recording.BEST_EFFORT)));
        assertThat(granted(asAlice("admin")).recording()).contains(Recording.BEST_EFFORT);
        assertThat(granted(asAlice("shop.web")).recording()).contains(Recording.STRICT);
    }
}
