package io.hatchway.keys;

import io.hatchway.access.Origin;
import io.hatchway.access.Policy;
import io.hatchway.access.Register;
import io.hatchway.access.Succession;
import io.hatchway.access.Target;
import io.hatchway.config.AccessSettings;
import io.hatchway.config.Problem;
import io.hatchway.config.Problems;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that is written about who may open what, as it was at one moment: the keys folder, {@code access.yaml} and
 * the files that names, and the one policy they come to.
 *
 * <p>Beside an {@code access.yaml} somebody must remain who can run everything on the console; what becomes of a change
 * that leaves nobody, {@link Succession} decides, and the problem names the file that was changed.
 */
public final class AccessSnapshot {
    private static final String ROLE = "give somebody who has a key a role with an entry"
            + " such as {allow: all, containers: [\"*\"], commands: [\"*\"]} and nothing denied";
    private static final String NOBODY_IS_ADMIN =
            "with this file nobody could run everything on the console, so a change of it does not count; " + ROLE
                    + ", or put a public key into keys/admin";
    private static final String ONLY_CERTIFICATES =
            "only certificates can run everything on the console, and nobody knows whether one is left that is valid; put a"
                    + " public key into keys/admin, for the day when none is";

    /** Of what does not count in a file as much is told one by one. */
    private static final int TOLD = 5;

    private final Policy policy;
    private final Succession succession;
    private final Instant decided;
    private final List<Problem> problems;
    private final KeySnapshot keys;
    private final TeamsSnapshot teams;
    private final boolean whole;

    private AccessSnapshot(
            Policy policy,
            Succession succession,
            Instant decided,
            List<Problem> problems,
            KeySnapshot keys,
            TeamsSnapshot teams,
            boolean whole) {
        this.policy = policy;
        this.succession = succession;
        this.decided = decided;
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
                Policy.EMPTY,
                new Succession.Accepted(Register.NOTHING),
                Instant.MIN,
                List.of(),
                KeySnapshot.nothing(),
                TeamsSnapshot.nothing(),
                false);
    }

    /** Reads again what changed and has come to rest; the same object where nothing did. */
    AccessSnapshot next(Sources sources, Instant now) {
        KeySnapshot nextKeys = keys.next(sources.keys(), now);
        TeamsSnapshot nextTeams;
        try {
            nextTeams = teams.next(sources, now);
        } catch (IOException e) {
            throw new IllegalStateException("the gateway cannot look at its own process", e);
        }
        return nextKeys == keys && nextTeams.equals(teams) ? this : together(sources, nextKeys, nextTeams, now);
    }

    private AccessSnapshot together(Sources sources, KeySnapshot nextKeys, TeamsSnapshot said, Instant now) {
        Problems found = new Problems();
        found.addAll(nextKeys.problems());
        found.addAll(said.problems());
        Register written = register(sources, nextKeys, said, said.candidate());
        Succession next = said.present()
                ? Succession.of(succession, decided, written, register(sources, nextKeys, said, said.inForce()), now)
                : new Succession.Accepted(written);
        found.addAll(isFirst() ? firstObjections(next, sources, said, written) : objections(next, sources, said));
        Register inForce = next.inForce();
        if (said.present() && inForce.hasAdmin(now) && !inForce.hasAdminByKey(now)) {
            found.warning(sources.access().file().toString(), 0, ONLY_CERTIFICATES);
        }
        if (!said.present()) {
            warnOfAbsence(sources, inForce, now, found);
        }
        boolean accepted = next instanceof Succession.Accepted;
        return new AccessSnapshot(
                policy != Policy.EMPTY && inForce.equals(register()) ? policy : inForce.policy(),
                next,
                now,
                found.list(),
                nextKeys,
                said.withInForce(accepted ? said.candidate() : said.inForce()),
                nextKeys.whole() && said.usable() && accepted);
    }

    /** What {@code access.yaml} says, as it is in force. */
    AccessSettings settings() {
        return teams.inForce();
    }

    /** All that is in force. */
    Register register() {
        return succession.inForce();
    }

    private static Register register(Sources sources, KeySnapshot keys, TeamsSnapshot teams, AccessSettings settings) {
        return new Register(keys.rules(), sources.runAs(), teams.teams(settings), teams.revocations(settings));
    }

    private boolean isFirst() {
        return decided.equals(Instant.MIN);
    }

    /** Where nothing was read before nothing has changed: something is missing. */
    private static List<Problem> firstObjections(
            Succession succession, Sources sources, TeamsSnapshot said, Register written) {
        // What a file that is refused would say of administrators nobody knows.
        return succession instanceof Succession.TeamsRefused && said.usable()
                ? List.of(nobodyYet(sources, written))
                : List.of();
    }

    private static Problem nobodyYet(Sources sources, Register written) {
        String admin = sources.keys().resolve(Target.CONSOLE).toString();
        boolean hasKeys =
                written.rules().stream().anyMatch(rule -> rule.origin().file().equals(admin));
        return error(
                admin,
                "nobody could run everything on the console, and where there is an access.yaml somebody must: "
                        + (hasKeys
                                ? "none of the keys in keys/admin can (those with command=, run out or revoked do not count)"
                                : "there is no key in keys/admin")
                        + ", and nobody's roles say so; put a public key into keys/admin, or " + ROLE);
    }

    private static List<Problem> objections(Succession succession, Sources sources, TeamsSnapshot said) {
        String itself = sources.access().file().toString();
        return switch (succession) {
            case Succession.Accepted accepted -> List.of();
            case Succession.TeamsRefused refused -> List.of(error(itself, NOBODY_IS_ADMIN));
            case Succession.Lessened(
                    Register inForce,
                    List<Succession.Loss> losses,
                    List<Succession.Ignored> ignored) -> {
                Map<String, List<String>> lost = new LinkedHashMap<>();
                losses.forEach(loss ->
                        add(lost, loss.origin().file(), "line " + loss.origin().line() + " " + loss.reason()));
                Map<String, List<String>> waiting = new LinkedHashMap<>();
                ignored.forEach(
                        each -> add(waiting, each.where().map(Origin::file).orElse(itself), each.what()));
                said.inForce().revoked().stream()
                        .filter(list -> !said.candidate().revoked().contains(list))
                        .forEach(list -> add(waiting, itself, "that " + list + " is no list of revoked keys any more"));
                yield Stream.concat(
                                lost.entrySet().stream()
                                        .map(file ->
                                                error(file.getKey(), nobodyIsLeft(String.join(", ", file.getValue())))),
                                waiting.entrySet().stream()
                                        .map(file -> error(file.getKey(), doesNotCount(file.getValue()))))
                        .toList();
            }
        };
    }

    private static void add(Map<String, List<String>> byFile, String file, String what) {
        byFile.computeIfAbsent(file, first -> new ArrayList<>()).add(what);
    }

    private static String doesNotCount(List<String> whats) {
        int more = whats.size() - TOLD;
        return "as long as nobody can run everything on the console, this does not count: "
                + whats.stream().limit(TOLD).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static String nobodyIsLeft(String losses) {
        return "nobody can run everything on the console any more, since what let the last one in here does not: "
                + losses
                + ". That holds, and whatever else is taken out, denied or revoked; but until somebody can again, nothing"
                + " counts that is added to the keys folder or to access.yaml: put a public key into keys/admin";
    }

    private static Problem error(String file, String message) {
        return new Problem(file, 0, Problem.Severity.ERROR, message);
    }

    private static void warnOfAbsence(Sources sources, Register register, Instant now, Problems found) {
        String folder = sources.keys().toString();
        if (register.rules().isEmpty()) {
            found.warning(
                    folder,
                    0,
                    "no key opens anything, so nobody can log in; put a public key into a file named after a container");
        } else if (!register.policy().hasAdmin(now)) {
            found.warning(folder, 0, "no key opens the console; put a public key into the file admin");
        }
    }

    /** What holds. The same object as long as nothing that is written comes to anything else. */
    public Policy policy() {
        return policy;
    }

    /** What would hold if all that is written and can be read counted; where {@link #whole}, what holds. */
    public Policy policyAsWritten() {
        return whole
                ? policy
                : new Register(
                                keys.rules(),
                                register().runAs(),
                                teams.teams(teams.candidate()),
                                teams.revocations(teams.candidate()))
                        .policy();
    }

    /** What has to be said before anything is told of {@link #policyAsWritten}; empty where that holds. */
    public Optional<String> reservation() {
        if (whole) {
            return Optional.empty();
        }
        return Optional.of(
                keys.whole() && teams.usable()
                        ? "This holds once somebody can run everything on the console; until then no gateway starts with these"
                                + " files, and of one that runs nothing is told here:"
                        : "With these errors no gateway starts, and of one that runs nothing is told here. This would hold with"
                                + " what could be read" + (teams.usable() ? ":" : ", without access.yaml:"));
    }

    /** What is wrong, file by file and line by line. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * Warnings of lines in force that do less than they say: those that have run out, that nobody can come from, or that
     * set what is never set.
     *
     * @param settable whether a line may set a variable of this name
     */
    public List<Problem> advice(Predicate<String> settable, Instant now) {
        return new LineAdvice(settable, now).of(register());
    }

    /** Whether the keys folder and {@code access.yaml} can be used as they are; if not, what they said before counts. */
    public boolean whole() {
        return whole;
    }

    /** Whether the keys folder comes to the same. */
    boolean hasKeysOf(AccessSnapshot other) {
        return register().rules().equals(other.register().rules());
    }

    /** Whether {@code access.yaml} and the files it names come to the same. */
    boolean hasTeamsOf(AccessSnapshot other) {
        return register().teams().equals(other.register().teams())
                && register().revocations().equals(other.register().revocations());
    }

    /** How many lines of keys are in force, wherever they stand. */
    public int lines() {
        return register().rules().size()
                + register().teams().people().stream()
                        .mapToInt(person -> person.keys().size())
                        .sum();
    }
}
