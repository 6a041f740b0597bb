package io.hatchway.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.access.Holder;
import io.hatchway.access.KeyBlob;
import io.hatchway.access.KeyLine;
import io.hatchway.access.Restrictions;
import io.hatchway.access.Revocations;
import io.hatchway.access.Rule;
import io.hatchway.access.Secret;
import io.hatchway.config.AccessSettings;
import io.hatchway.config.Problems;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Reads the files that {@code access.yaml} names, with what was last good of them at hand.
 *
 * <p>When in doubt less is opened. A file of keys that is refused keeps those lines that were in force, but none that was
 * taken out of it; one that is gone takes its lines with it. A secret stays as it was. A list of revoked keys that was
 * read once and now cannot be, or not wholly, revokes every key until it can.
 */
final class TeamFilesReader {
    private final Map<Path, WatchedFile> looks;
    private final TeamFiles lastGood;
    private final Problems problems;
    private boolean again;

    TeamFilesReader(Map<Path, WatchedFile> looks, TeamFiles lastGood, Problems problems) {
        this.looks = looks;
        this.lastGood = lastGood;
        this.problems = problems;
    }

    /** Reads what any of these settings names, each file once. */
    TeamFiles read(List<AccessSettings> all) {
        Map<Path, PersonsFile> people = new HashMap<>();
        Map<Path, PersonsFile> authorities = new HashMap<>();
        Map<Path, Secret> secrets = new HashMap<>();
        Map<Path, TeamFiles.ReadList> lists = new HashMap<>();
        for (AccessSettings settings : all) {
            for (AccessSettings.Person person : settings.people()) {
                person.keys().forEach(file -> people.computeIfAbsent(file, this::person));
                person.secondFactor()
                        .flatMap(file -> secrets.containsKey(file) ? Optional.empty() : secret(file))
                        .ifPresent(secret -> secrets.put(person.secondFactor().orElseThrow(), secret));
            }
            settings.authorities().forEach(each -> authorities.computeIfAbsent(each.file(), this::authority));
            settings.revoked().forEach(file -> lists.computeIfAbsent(file, this::list));
        }
        return new TeamFiles(people, authorities, secrets, lists);
    }

    private WatchedFile.Reading reading(Path file) {
        return reading(file, KeyFile.Limit.WRITTEN);
    }

    private WatchedFile.Reading reading(Path file, KeyFile.Limit limit) {
        WatchedFile.Reading reading = Objects.requireNonNull(looks.get(file), "a file was named that nobody looked at")
                .read(limit);
        again |= reading instanceof WatchedFile.Reading.Unread unread && unread.passing();
        return reading;
    }

    /** Whether a file could not be read for a reason that may pass without a trace. */
    boolean mustReadAgain() {
        return again;
    }

    private PersonsFile person(Path file) {
        PersonsFile before = lastGood.people().getOrDefault(file, PersonsFile.NEVER_READ);
        ReadLines read = lines(file, before.lines());
        return before.next(read.lines(), read.state());
    }

    private PersonsFile authority(Path file) {
        PersonsFile before = lastGood.authorities().getOrDefault(file, PersonsFile.NEVER_READ);
        ReadLines read = lines(file, before.lines());
        List<KeyLine> bare =
                read.lines().stream().filter(line -> isAuthority(file, line)).toList();
        boolean inPart = read.state() == PersonsFile.State.WHOLE
                && bare.size() < read.lines().size();
        return before.next(bare, inPart ? PersonsFile.State.IN_PART : read.state());
    }

    private boolean isAuthority(Path file, KeyLine line) {
        boolean bare =
                line.holder() instanceof Holder.Key && line.restrictions().equals(Restrictions.NONE);
        if (!bare) {
            problems.error(
                    file.toString(),
                    line.origin().line(),
                    "this line is off: an authority's file holds keys alone, and this line has options");
        }
        return bare;
    }

    private record ReadLines(List<KeyLine> lines, PersonsFile.State state) {}

    private ReadLines lines(Path file, List<KeyLine> before) {
        return switch (reading(file)) {
            case WatchedFile.Reading.Good(KeyFile trusted, Secret content) -> {
                AuthorizedKeys keys = parse(file, content.bytes());
                problems.addAll(keys.problems());
                yield new ReadLines(lines(keys), keys.isWhole() ? PersonsFile.State.WHOLE : PersonsFile.State.IN_PART);
            }
            case WatchedFile.Reading.Untrusted(String reason, Secret content) -> {
                Set<Line> still = lines(parse(file, content.bytes())).stream()
                        .map(Line::of)
                        .collect(Collectors.toSet());
                yield refused(
                        file,
                        reason,
                        before.stream()
                                .filter(line -> still.contains(Line.of(line)))
                                .toList());
            }
            case WatchedFile.Reading.Unread(String reason, boolean passing) -> refused(file, reason, before);
            case WatchedFile.Reading.Gone gone -> refused(file, "there is no such file", List.of());
        };
    }

    private ReadLines refused(Path file, String reason, List<KeyLine> kept) {
        String consequence = kept.isEmpty()
                ? "no key of this file counts: "
                : "the file is refused (lines of its last good version still in force: " + kept.size() + "): ";
        problems.error(file.toString(), 0, consequence + reason);
        return new ReadLines(kept, PersonsFile.State.REFUSED);
    }

    private record Line(Holder holder, Restrictions restrictions) {
        static Line of(KeyLine line) {
            return new Line(line.holder(), line.restrictions());
        }
    }

    private static AuthorizedKeys parse(Path file, byte[] content) {
        return AuthorizedKeys.parse(
                AuthorizedKeys.ANY_LOGIN, file.toString(), new String(content, UTF_8), ZoneId.systemDefault());
    }

    private static List<KeyLine> lines(AuthorizedKeys keys) {
        return keys.rules().stream().map(Rule::line).toList();
    }

    private Optional<Secret> secret(Path file) {
        Optional<Secret> before = Optional.ofNullable(lastGood.secrets().get(file));
        return switch (reading(file)) {
            case WatchedFile.Reading.Good(KeyFile trusted, Secret content) -> {
                Optional<String> open = trusted.refusalToKeepSecret();
                yield open.isPresent() ? kept(file, open.get(), before) : secret(file, content.bytes(), before);
            }
            case WatchedFile.Reading.Untrusted(String reason, Secret content) -> kept(file, reason, before);
            case WatchedFile.Reading.Unread(String reason, boolean passing) -> kept(file, reason, before);
            case WatchedFile.Reading.Gone gone -> kept(file, "there is no such file", before);
        };
    }

    private Optional<Secret> secret(Path file, byte[] content, Optional<Secret> before) {
        Optional<Secret> secret = TotpSecret.parse(new String(content, UTF_8));
        return secret.isPresent()
                ? secret
                : kept(
                        file,
                        "it must hold 16 bytes or more in Base32, or an otpauth://totp/ address of six digits and 30 seconds",
                        before);
    }

    private Optional<Secret> kept(Path file, String reason, Optional<Secret> before) {
        String consequence =
                before.isPresent() ? "the secret read before stays in force: " : "there is no secret in it: ";
        problems.error(file.toString(), 0, consequence + reason);
        return before;
    }

    private TeamFiles.ReadList list(Path file) {
        return switch (reading(file, KeyFile.Limit.REVOKED)) {
            case WatchedFile.Reading.Good(KeyFile trusted, Secret content) -> list(file, content.bytes());
            case WatchedFile.Reading.Untrusted(String reason, Secret content) -> revokingAll(file, reason);
            case WatchedFile.Reading.Unread(String reason, boolean passing) -> revokingAll(file, reason);
            case WatchedFile.Reading.Gone gone -> revokingAll(file, "there is no such file");
        };
    }

    private TeamFiles.ReadList list(Path file, byte[] content) {
        if (content.length == 0 && wasBinary(file)) {
            return revokingAll(
                    file,
                    "it is empty and was a key revocation list before; where nothing is revoked any more, write a line such"
                            + " as # nothing into it");
        }
        RevokedKeys revoked = RevokedKeys.parse(
                file.toString(),
                content,
                wasKnown(file) ? "so nobody is let in" : "so it does not become a list of what is revoked",
                problems);
        String digest = KeyBlob.of(content).fingerprint();
        TeamFiles.ReadList before = lastGood.lists().get(file);
        return before != null && before.digest().equals(digest)
                ? before
                : new TeamFiles.ReadList(
                        digest, RevocationList.isOne(content), wasKnown(file) || revoked.isWhole(), revoked);
    }

    private boolean wasBinary(Path file) {
        return was(file, TeamFiles.ReadList::binary);
    }

    private boolean wasKnown(Path file) {
        return was(file, TeamFiles.ReadList::known);
    }

    private boolean was(Path list, Predicate<TeamFiles.ReadList> what) {
        return Optional.ofNullable(lastGood.lists().get(list)).filter(what).isPresent();
    }

    private TeamFiles.ReadList revokingAll(Path file, String reason) {
        problems.error(
                file.toString(),
                0,
                (wasKnown(file)
                                ? "nobody is let in, because this list could name any key: "
                                : "this does not become a list of what is revoked: ")
                        + reason + "; mend it, or take it out of revoked in access.yaml");
        return new TeamFiles.ReadList("", wasBinary(file), wasKnown(file), new Revocations.Unreadable(file.toString()));
    }
}
