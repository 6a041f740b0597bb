package io.hatchway.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a change where somebody must remain who can run everything on the console: a slip would lock its author
 * out. A change that leaves nobody is refused, and yet a key that was taken away is out.
 */
public sealed interface Succession {
    /** What counts from now on. */
    Register inForce();

    /** All of it counts. */
    record Accepted(Register inForce) implements Succession {}

    /** People and roles stay as they were, for it is they that leave nobody; what else was written counts. */
    record TeamsRefused(Register inForce) implements Succession {}

    /**
     * Nobody remains even so. Of what let somebody in before, what is still written does, people and roles included;
     * nothing that was added does. What is denied, revoked or asked for since then counts.
     *
     * @param losses what is no longer so of those who could
     * @param ignored what is written and does not count
     */
    record Lessened(Register inForce, List<Loss> losses, List<Ignored> ignored) implements Succession {
        public Lessened {
            losses = List.copyOf(losses);
            ignored = List.copyOf(ignored);
        }
    }

    /**
     * Something that is written and does not count.
     *
     * @param where it is written; empty: among people and roles
     * @param what finishes the sentence "this does not count:"
     */
    record Ignored(Optional<Origin> where, String what) {}

    /**
     * Somebody who could run everything and no longer can.
     *
     * @param origin what let them in
     * @param reason finishes the sentence "the key":
     */
    record Loss(Origin origin, String reason) {}

    /**
     * Decides.
     *
     * @param before what became of the change before
     * @param since when that was decided: whoever has run out since then is a loss
     * @param written what is written now
     * @param formerTeams the same with people and roles as they counted until now, and their keys as they are now
     */
    static Succession of(Succession before, Instant since, Register written, Register formerTeams, Instant now) {
        if (written.hasAdmin(now)) {
            return new Accepted(written);
        }
        if (formerTeams.hasAdmin(now)) {
            return new TeamsRefused(formerTeams);
        }
        List<Loss> losses = before instanceof Lessened lessened
                ? lessened.losses
                : before.inForce().admins(since).stream()
                        .map(admin -> new Loss(admin.origin(), reason(admin, formerTeams, now)))
                        .distinct()
                        .toList();
        return losses.isEmpty()
                ? new TeamsRefused(formerTeams)
                : new Interregnum(before.inForce(), formerTeams, written).lessened(losses);
    }

    private static String reason(Opening admin, Register now, Instant moment) {
        if (!now.has(admin)) {
            return "was taken out";
        }
        if (admin.restrictions().expired(moment)) {
            return "has expired";
        }
        KeyBlob key = switch (admin.bearer()) {
            case Opening.Bearer.Key(KeyBlob own) -> own;
            case Opening.Bearer.Certificate(KeyBlob authority, String principal) -> authority;
        };
        boolean revoked = now.revocations().known().revokes(new Credential.Key(key));
        return revoked ? "is revoked" : "has lost that right";
    }
}
