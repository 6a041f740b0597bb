package io.hatchway.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.access.Person;
import io.hatchway.access.Revocations;
import io.hatchway.access.Secret;
import io.hatchway.access.Teams;
import io.hatchway.config.AccessFile;
import io.hatchway.config.AccessLocation;
import io.hatchway.config.AccessSettings;
import io.hatchway.config.Problem;
import io.hatchway.config.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * {@code access.yaml} and the files it names as they were at one moment. What the file says counts whole or not at all;
 * the files it names count each for itself, see {@link TeamFilesReader}.
 *
 * @param candidate what the file says; what is in force where it cannot be used
 * @param inForce what it said when it was last accepted
 * @param present whether there is, or was, such a file
 * @param usable whether what it says now can be used
 * @param seen the file, and every file that it names or named
 * @param settled whether no change can hide behind another of the same time, and nothing is to be tried again
 * @param patience with a change that was seen, and not read yet
 */
record TeamsSnapshot(
        AccessSettings candidate,
        AccessSettings inForce,
        boolean present,
        boolean usable,
        TeamFiles files,
        List<Problem> problems,
        SortedMap<Path, WatchedFile> seen,
        boolean settled,
        Patience patience) {

    TeamsSnapshot {
        problems = List.copyOf(problems);
    }

    /** Nothing has been read yet. */
    static TeamsSnapshot nothing() {
        return new TeamsSnapshot(
                AccessSettings.NONE,
                AccessSettings.NONE,
                false,
                false,
                TeamFiles.NONE,
                List.of(),
                new TreeMap<>(),
                false,
                Patience.FRESH);
    }

    /**
     * Reads everything again where anything changed and all has come to rest, or has not for long; the same where nothing is
     * new. Blocks on the disk.
     *
     * @throws IOException where the gateway cannot even look at its own process
     */
    TeamsSnapshot next(Sources sources, Instant now) throws IOException {
        AccessLocation where = sources.access();
        SafePath.Round folders = new SafePath.Round(KeyFile.ownUser());
        SortedMap<Path, WatchedFile> looks = look(seen.keySet(), folders);
        boolean changed = !looks.equals(seen);
        if (!seen.isEmpty() && !changed && settled) {
            return with(Patience.FRESH);
        }
        if (!seen.isEmpty()
                && changed
                && changedAfter(now.minus(KeySnapshot.REST), now, looks)
                && patience.lasts(now)) {
            return with(patience.strained(now));
        }
        Problems found = new Problems();
        WatchedFile itself = WatchedFile.look(where.file(), folders);
        WatchedFile.Reading reading = itself.read(KeyFile.Limit.WRITTEN);
        Optional<AccessSettings> said = settings(sources, reading, found);
        Set<Path> named = new TreeSet<>(TeamFiles.named(inForce));
        said.map(TeamFiles::named).ifPresent(named::addAll);
        SortedMap<Path, WatchedFile> all = look(named, folders);
        TeamFilesReader reader = new TeamFilesReader(all, files, found);
        TeamFiles read =
                reader.read(said.map(settings -> List.of(settings, inForce)).orElse(List.of(inForce)));
        Optional<AccessSettings> accepted = said.filter(settings -> isComplete(settings, where.file(), read, found));
        if (accepted.isEmpty() && present) {
            found.error(where.file().toString(), 0, "it is refused; what it said before stays in force");
        }
        all.put(where.file(), itself);
        boolean again =
                reader.mustReadAgain() || (reading instanceof WatchedFile.Reading.Unread unread && unread.passing());
        AccessSettings next = accepted.orElse(inForce);
        warnOfSharedKeys(read.teams(next), found);
        return new TeamsSnapshot(
                next,
                inForce,
                present || itself.seen().isPresent(),
                accepted.isPresent(),
                read,
                found.list(),
                all,
                !again && !changedAfter(now.minus(KeySnapshot.CLOCK_GRAIN), now, all),
                Patience.FRESH);
    }

    private static SortedMap<Path, WatchedFile> look(Iterable<Path> files, SafePath.Round folders) {
        SortedMap<Path, WatchedFile> looks = new TreeMap<>();
        files.forEach(file -> looks.put(file, WatchedFile.look(file, folders)));
        return looks;
    }

    private static boolean changedAfter(Instant from, Instant now, Map<Path, WatchedFile> looks) {
        return looks.values().stream().anyMatch(file -> file.changedWithin(from, now));
    }

    private Optional<AccessSettings> settings(Sources sources, WatchedFile.Reading reading, Problems found) {
        AccessLocation where = sources.access();
        String name = where.file().toString();
        return switch (reading) {
            case WatchedFile.Reading.Good(KeyFile trusted, Secret content) -> {
                Problems own = new Problems();
                Path folder = Optional.ofNullable(where.file().toAbsolutePath().getParent())
                        .orElse(Path.of("/"));
                AccessSettings said =
                        AccessFile.parse(name, new String(content.bytes(), UTF_8), folder, sources.commands(), own);
                found.addAll(own.list());
                yield own.hasErrors() ? Optional.empty() : Optional.of(said);
            }
            case WatchedFile.Reading.Untrusted(String reason, Secret content) -> unusable(name, reason, found);
            case WatchedFile.Reading.Unread(String reason, boolean passing) -> unusable(name, reason, found);
            case WatchedFile.Reading.Gone gone ->
                where.mustExist() || present
                        ? unusable(name, "there is no such file; conf/access.yaml shows how it is written", found)
                        : Optional.of(AccessSettings.NONE);
        };
    }

    private static Optional<AccessSettings> unusable(String name, String reason, Problems found) {
        found.error(name, 0, reason);
        return Optional.empty();
    }

    private static boolean isComplete(AccessSettings settings, Path itself, TeamFiles read, Problems found) {
        boolean secrets = hasSecrets(settings, itself, read, found);
        boolean people = knowsPeople(settings, itself, read, found);
        boolean revoked = knowsRevoked(settings, itself, read, found);
        return secrets && people && revoked;
    }

    /** Whoever is to be asked for a second factor cannot be let in without its secret. */
    private static boolean hasSecrets(AccessSettings settings, Path itself, TeamFiles read, Problems found) {
        List<AccessSettings.Person> lacking = read.lackingSecret(settings);
        lacking.forEach(person -> found.error(
                itself.toString(),
                person.origin().line(),
                person.name() + "'s second_factor cannot be used: "
                        + person.secondFactor().map(Path::toString).orElse("") + " holds no secret"));
        return lacking.isEmpty();
    }

    /** Nobody can be held to what is denied to a person whose keys nobody knows. */
    private static boolean knowsPeople(AccessSettings settings, Path itself, TeamFiles read, Problems found) {
        List<TeamFiles.Unknown> unknown = read.unknown(settings);
        unknown.forEach(missing -> found.error(
                itself.toString(),
                missing.person().origin().line(),
                "nobody knows which keys are " + missing.person().name() + "'s, and so what is denied to them: "
                        + missing.file() + " cannot be used as it is; mend it, or take it out of "
                        + missing.person().name() + "'s keys"));
        List<Path> authorities = read.unknownAuthorities(settings);
        authorities.forEach(file -> found.error(
                itself.toString(),
                0,
                "nobody knows whom a certificate's principals mean, and so what is denied to them: " + file
                        + " cannot be used as it is; mend it, or take it out of authorities"));
        return unknown.isEmpty() && authorities.isEmpty();
    }

    /** A list that was never read is a slip in this file, and no reason to shut everybody out. */
    private static boolean knowsRevoked(AccessSettings settings, Path itself, TeamFiles read, Problems found) {
        List<Path> unknown = read.unknownLists(settings);
        unknown.forEach(list -> found.error(
                itself.toString(),
                0,
                "nobody knows what is revoked: " + list
                        + " has never been read, and cannot be used as it is; mend it, or take it out of revoked"));
        return unknown.isEmpty();
    }

    private static void warnOfSharedKeys(Teams teams, Problems found) {
        Map<Object, Person> owners = new HashMap<>();
        for (Person person : teams.people()) {
            person.keys().forEach(line -> {
                Person first = owners.putIfAbsent(line.holder(), person);
                if (first != null && !first.name().equals(person.name())) {
                    found.warning(
                            line.origin().file(),
                            line.origin().line(),
                            "this key is " + first.name() + "'s too, and it is for " + first.name()
                                    + " that it counts; what is denied to " + person.name() + " holds also");
                }
            });
        }
    }

    /** The same, with these settings in force; what the file says now stays the candidate. */
    TeamsSnapshot withInForce(AccessSettings chosen) {
        return new TeamsSnapshot(candidate, chosen, present, usable, files, problems, seen, settled, patience);
    }

    private TeamsSnapshot with(Patience next) {
        return new TeamsSnapshot(candidate, inForce, present, usable, files, problems, seen, settled, next);
    }

    Teams teams(AccessSettings settings) {
        return files.teams(settings);
    }

    Revocations revocations(AccessSettings settings) {
        return files.revocations(settings);
    }
}
