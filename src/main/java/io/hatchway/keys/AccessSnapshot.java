package io.hatchway.keys;

import io.hatchway.access.Policy;
import io.hatchway.access.Revocations;
import io.hatchway.access.Rule;
import io.hatchway.access.Teams;
import io.hatchway.config.AccessSettings;
import io.hatchway.config.Problem;
import io.hatchway.config.Problems;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * Everything that is written about who may open what, as it was at one moment: the keys folder, {@code access.yaml} and
 * the files that names, and the one policy they come to.
 *
 * <p>An {@code access.yaml} with which nobody could run everything on the console is not accepted: a slip would lock its
 * author out. Keys that are taken out of their files are out all the same.
 */
public final class AccessSnapshot {
    private static final String NOBODY_IS_ADMIN =
            "with this file nobody could run everything on the console, so a change of it does not count; give somebody who has a key a role with an entry"
                    + " such as {allow: all, containers: [\"*\"], commands: [\"*\"]} and nothing denied, or put a public key"
                    + " into keys/admin";

    private final Policy policy;
    private final Parts parts;
    private final List<Problem> problems;
    private final KeySnapshot keys;
    private final TeamsSnapshot teams;
    private final boolean whole;

    /** What a policy is made of; the same parts make the same policy. */
    private record Parts(List<Rule> rules, Teams teams, Revocations revocations) {
        static final Parts NONE = new Parts(List.of(), Teams.NONE, Revocations.NONE);
    }

    private AccessSnapshot(
            Policy policy, Parts parts, List<Problem> problems, KeySnapshot keys, TeamsSnapshot teams, boolean whole) {
        this.policy = policy;
        this.parts = parts;
        this.problems = problems;
        this.keys = keys;
        this.teams = teams;
        this.whole = whole;
    }

    /** Reads everything. Blocks on the disk; never fails: what cannot be read is a problem. */
    public static AccessSnapshot read(Sources sources) {
        return nothing().next(sources, Instant.now());
    }

    /** Nothing has been read yet. */
    static AccessSnapshot nothing() {
        return new AccessSnapshot(
                Policy.EMPTY, Parts.NONE, List.of(), KeySnapshot.nothing(), TeamsSnapshot.nothing(), false);
    }

    /** Reads again what changed and has come to rest; the same object where nothing did. */
    AccessSnapshot next(Sources sources, Instant now) {
        KeySnapshot nextKeys = keys.next(sources.keys(), now);
        TeamsSnapshot nextTeams;
        try {
            nextTeams = teams.next(sources.access(), now);
        } catch (IOException e) {
            throw new IllegalStateException("the gateway cannot look at its own process", e);
        }
        return nextKeys == keys && nextTeams.equals(teams) ? this : together(sources, nextKeys, nextTeams, now);
    }

    private AccessSnapshot together(Sources sources, KeySnapshot nextKeys, TeamsSnapshot said, Instant now) {
        Problems found = new Problems();
        found.addAll(nextKeys.problems());
        found.addAll(said.problems());
        boolean admin = policy(parts(nextKeys, said, said.candidate()), sources).hasAdmin(now);
        boolean locksOut = said.present() && !admin;
        if (locksOut) {
            found.error(sources.access().file().toString(), 0, NOBODY_IS_ADMIN);
        }
        AccessSettings chosen = locksOut ? said.inForce() : said.candidate();
        Parts next = parts(nextKeys, said, chosen);
        if (!said.present()) {
            warnOfAbsence(sources, next, admin, found);
        }
        return new AccessSnapshot(
                policy != Policy.EMPTY && next.equals(parts) ? policy : policy(next, sources),
                next,
                found.list(),
                nextKeys,
                said.withInForce(chosen),
                nextKeys.whole() && said.usable() && !locksOut);
    }

    private static Parts parts(KeySnapshot keys, TeamsSnapshot teams, AccessSettings settings) {
        return new Parts(keys.rules(), teams.teams(settings), teams.revocations(settings));
    }

    private static void warnOfAbsence(Sources sources, Parts parts, boolean admin, Problems found) {
        String folder = sources.keys().toString();
        if (parts.rules().isEmpty()) {
            found.warning(
                    folder,
                    0,
                    "no key opens anything, so nobody can log in; put a public key into a file named after a container");
        } else if (!admin) {
            found.warning(folder, 0, "no key opens the console; put a public key into the file admin");
        }
    }

    private static Policy policy(Parts parts, Sources sources) {
        return new Policy(parts.rules(), sources.runAs(), parts.teams(), parts.revocations());
    }

    /** What holds. The same object as long as nothing that is written comes to anything else. */
    public Policy policy() {
        return policy;
    }

    /** What is wrong, file by file and line by line. */
    public List<Problem> problems() {
        return problems;
    }

    /** Whether the keys folder and {@code access.yaml} can be used as they are; if not, what they said before counts. */
    public boolean whole() {
        return whole;
    }

    /** Whether the keys folder comes to the same. */
    boolean hasKeysOf(AccessSnapshot other) {
        return parts.rules().equals(other.parts.rules());
    }

    /** Whether {@code access.yaml} and the files it names come to the same. */
    boolean hasTeamsOf(AccessSnapshot other) {
        return parts.teams().equals(other.parts.teams()) && parts.revocations().equals(other.parts.revocations());
    }

    /** How many lines of keys are in force, wherever they stand. */
    public int lines() {
        return parts.rules().size()
                + parts.teams().people().stream()
                        .mapToInt(person -> person.keys().size())
                        .sum();
    }
}
