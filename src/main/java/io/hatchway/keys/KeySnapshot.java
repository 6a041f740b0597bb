package io.hatchway.keys;

import io.hatchway.access.Holder;
import io.hatchway.access.Restrictions;
import io.hatchway.access.Rule;
import io.hatchway.config.Problem;
import io.hatchway.config.Problems;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A keys folder as it was at one moment. Files are considered in the order of their names.
 *
 * <p>A file that is refused (others may write to it, it is a link, a pipe, too large, unreadable) adds
 * nobody. The lines that were in force from its last good version stay, so that a slip locks nobody out; but where the
 * refused text can be read, only those of them that are still in it: whoever takes a key out of a file has taken it out,
 * whatever the file's mode. A file that is gone takes its lines with it. The same holds for all files of a folder that
 * is refused and can be listed; one that cannot be listed keeps everything.
 */
final class KeySnapshot {
    /** An editor that replaces a file takes it away, or empties it, for a moment: that is no revocation. */
    static final Duration REST = Duration.ofMillis(300);

    /** Longer than the coarsest clock of a file system in use: a second change could hide behind the first. */
    static final Duration CLOCK_GRAIN = Duration.ofSeconds(2);

    private final List<Problem> problems;
    private final Optional<String> refusal;
    private final SortedMap<String, List<Rule>> rules;
    private final SortedMap<String, KeyFile> seen;
    private final boolean settled;
    private final Patience patience;

    private KeySnapshot(
            List<Problem> problems,
            Optional<String> refusal,
            SortedMap<String, List<Rule>> rules,
            SortedMap<String, KeyFile> seen,
            boolean settled,
            Patience patience) {
        this.problems = problems;
        this.refusal = refusal;
        this.rules = rules;
        this.seen = seen;
        this.settled = settled;
        this.patience = patience;
    }

    /** Nothing has been read yet. */
    static KeySnapshot nothing() {
        return new KeySnapshot(
                List.of(),
                Optional.of("it has not been read"),
                new TreeMap<>(),
                new TreeMap<>(),
                false,
                Patience.FRESH);
    }

    /**
     * Reads the folder where it changed and has come to rest, or has not for long; the same object where nothing is new.
     * Blocks on the disk; never fails:
     * what cannot be read is a problem.
     */
    KeySnapshot next(Path folder, Instant now) {
        try {
            int ownUser = KeyFile.ownUser();
            KeyFile itself = KeyFile.look(folder.toRealPath());
            if (!itself.isFolder()) {
                return unreadable(folder, "it is not a folder");
            }
            Optional<String> refusalNow = SafePath.objection(folder, ownUser);
            // Who may write there may put any number of files there, and none of them counts that was not there before.
            SortedMap<String, KeyFile> files = refusalNow.isEmpty() ? list(folder) : look(folder, rules.keySet());
            boolean changed = !files.equals(seen);
            boolean asBefore = refusalNow.equals(refusal);
            if (asBefore && !changed && settled) {
                return with(Patience.FRESH);
            }
            if (asBefore && changed && changedAfter(now.minus(REST), now, itself, files) && patience.lasts(now)) {
                return with(patience.strained(now));
            }
            return reread(folder, ownUser, refusalNow, files, now);
        } catch (NoSuchFileException e) {
            return unreadable(
                    folder,
                    "there is no such folder; make it and put one file of public keys per login into it,"
                            + " as keys-example shows");
        } catch (IOException e) {
            return unreadable(folder, "it cannot be read: " + KeyFile.sentence(e));
        }
    }

    private KeySnapshot with(Patience next) {
        return next.equals(patience) ? this : new KeySnapshot(problems, refusal, rules, seen, settled, next);
    }

    private KeySnapshot reread(
            Path folder, int ownUser, Optional<String> refusalNow, SortedMap<String, KeyFile> files, Instant now) {
        Problems found = new Problems();
        refusalNow.ifPresent(reason -> found.error(folder.toString(), 0, reason + kept("that are still in it ")));
        SortedMap<String, List<Rule>> next = new TreeMap<>();
        boolean settledNow = files.values().stream().noneMatch(file -> file.changedWithin(now.minus(CLOCK_GRAIN), now));
        for (Map.Entry<String, KeyFile> each : files.entrySet()) {
            String name = each.getKey();
            OneFile file =
                    new OneFile(name, folder.resolve(name).toString(), found, rules.getOrDefault(name, List.of()));
            try {
                next.put(name, file.read(each.getValue(), ownUser, refusalNow.isEmpty()));
            } catch (IOException e) {
                // That may pass without a trace.
                settledNow = false;
                next.put(name, file.unread(e));
            }
        }
        return new KeySnapshot(found.list(), refusalNow, next, files, settledNow, Patience.FRESH);
    }

    private KeySnapshot unreadable(Path folder, String reason) {
        Problem problem = new Problem(folder.toString(), 0, Problem.Severity.ERROR, reason + kept(""));
        return problems.equals(List.of(problem))
                ? this
                : new KeySnapshot(List.of(problem), Optional.of(reason), rules, seen, false, Patience.FRESH);
    }

    private String kept(String which) {
        return rules.isEmpty() ? "" : "; the keys read before " + which + "stay in force";
    }

    private static boolean changedAfter(Instant from, Instant now, KeyFile folder, SortedMap<String, KeyFile> files) {
        return folder.changedWithin(from, now)
                || files.values().stream().anyMatch(file -> file.changedWithin(from, now));
    }

    /** Every file that is not to be ignored. */
    private static SortedMap<String, KeyFile> list(Path folder) throws IOException {
        SortedMap<String, KeyFile> files = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (!KeyFile.isIgnored(name)) {
                    look(entry).ifPresent(file -> files.put(name, file));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return files;
    }

    /** Those of these files that are there. */
    private static SortedMap<String, KeyFile> look(Path folder, Set<String> names) {
        SortedMap<String, KeyFile> files = new TreeMap<>();
        names.forEach(name -> look(folder.resolve(name)).ifPresent(file -> files.put(name, file)));
        return files;
    }

    /** Empty where it has gone since it was listed. */
    private static Optional<KeyFile> look(Path entry) {
        try {
            return Optional.of(KeyFile.look(entry));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(KeyFile.unseen(entry));
        }
    }

    /** One file's turn. */
    private record OneFile(String name, String shown, Problems problems, List<Rule> lastGood) {

        /** @param folderIsTrusted if not, the file adds nobody, whatever it is like itself */
        List<Rule> read(KeyFile file, int ownUser, boolean folderIsTrusted) throws IOException {
            Optional<String> unopened = file.refusalToOpen(KeyFile.Limit.WRITTEN);
            if (unopened.isPresent()) {
                return refuse(unopened.get(), lastGood);
            }
            AuthorizedKeys keys = AuthorizedKeys.parse(name, shown, file.read(), ZoneId.systemDefault());
            Optional<String> untrusted = file.refusalToTrust(ownUser);
            if (untrusted.isPresent()) {
                return refuse(untrusted.get(), stillIn(keys));
            }
            if (!folderIsTrusted) {
                return stillIn(keys);
            }
            problems.addAll(keys.problems());
            return keys.rules();
        }

        List<Rule> unread(IOException e) {
            return refuse("it cannot be read: " + KeyFile.sentence(e), lastGood);
        }

        private List<Rule> refuse(String reason, List<Rule> kept) {
            String consequence = kept.isEmpty()
                    ? "the file is refused and opens nothing: "
                    : "the file is refused (lines of its last good version still in force: " + kept.size() + "): ";
            problems.error(shown, 0, consequence + reason);
            return kept;
        }

        private List<Rule> stillIn(AuthorizedKeys keys) {
            Set<Line> lines = keys.rules().stream().map(Line::of).collect(Collectors.toSet());
            return lastGood.stream()
                    .filter(rule -> lines.contains(Line.of(rule)))
                    .toList();
        }

        private record Line(Holder holder, Restrictions restrictions) {
            static Line of(Rule rule) {
                return new Line(rule.line().holder(), rule.restrictions());
            }
        }
    }

    /** The lines in force, in the order of the files' names and lines. */
    List<Rule> rules() {
        return rules.values().stream().flatMap(Collection::stream).toList();
    }

    /** What is wrong, in the order of the files' names and lines. */
    List<Problem> problems() {
        return problems;
    }

    /** Whether the folder itself could be read and trusted; if not, there is nothing in {@link #rules} that was not before. */
    boolean whole() {
        return refusal.isEmpty();
    }
}
