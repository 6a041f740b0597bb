package io.hatchway.keys;

import io.hatchway.access.Holder;
import io.hatchway.access.KeyLine;
import io.hatchway.access.LoginPattern;
import io.hatchway.access.Register;
import io.hatchway.access.Rule;
import io.hatchway.config.AccessSettings;
import io.hatchway.config.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Adds keys and takes them out, in the very files a person would edit, of which nothing else changes. What is to be
 * written is read first as the gateway will read it. When a method returns, what it did counts. Nothing here leaves the
 * console without somebody who can run everything. All of it blocks on the disk; safe for use by several threads.
 */
public final class KeyEditor {
    /** When every key has run out that ever does. */
    private static final Instant FAR_FUTURE = Instant.parse("9999-12-31T00:00:00Z");

    private final AccessWatch access;

    public KeyEditor(AccessWatch access) {
        this.access = access;
    }

    /**
     * Adds a key to the keys folder.
     *
     * @param login a login or a pattern: the file's name
     */
    public KeyPlace add(String login, NewKey key, KeyTerms terms) throws EditException, InterruptedException {
        if (LoginPattern.parse(login).isEmpty() || KeyFile.isIgnored(login)) {
            throw new EditException("'" + login + "' is no login such as web, staging-*, web+postgres or admin.");
        }
        return add(new KeyPlace.Opens.Logins(login), access.sources().keys().resolve(login), key, terms);
    }

    /** Adds a key to the first of a person's files. */
    public KeyPlace addFor(String person, NewKey key, KeyTerms terms) throws EditException, InterruptedException {
        AccessSettings.Person known = access.snapshot().settings().people().stream()
                .filter(each -> each.name().equals(person))
                .findFirst()
                .orElseThrow(() -> EditException.unknown("There is no '" + person + "' among the people of "
                        + access.sources().access().file() + "."));
        Path file = known.keys().stream()
                .findFirst()
                .orElseThrow(() -> new EditException(person + " has no file of keys in "
                        + access.sources().access().file() + ", only principals; name one there first."));
        return add(new KeyPlace.Opens.Persons(person), file, key, terms);
    }

    private KeyPlace add(KeyPlace.Opens opens, Path file, NewKey key, KeyTerms terms)
            throws EditException, InterruptedException {
        KeyPlace added;
        try (EditLock _ = EditLock.take(access.sources().keys())) {
            added = append(opens, file, key, terms);
        }
        access.refresh();
        return added;
    }

    private static KeyPlace append(KeyPlace.Opens opens, Path file, NewKey key, KeyTerms terms) throws EditException {
        Draft draft = Draft.of(file);
        Optional<String> distrust = draft.distrust();
        if (distrust.isPresent()) {
            throw new EditException(file + " would not count: " + distrust.get() + ".");
        }
        AuthorizedKeys before = KeyFiles.read(opens, file, draft.text());
        Optional<Rule> there = before.rules().stream()
                .filter(rule -> rule.line().holder().equals(new Holder.Key(key.key())))
                .findFirst();
        if (there.isPresent()) {
            throw new EditException(
                    "This key is there already, in " + there.get().origin() + ".");
        }
        String changed = KeyText.with(draft.bytes(), Draft.bytes(terms.text() + key.text()));
        AuthorizedKeys after = KeyFiles.read(opens, file, Draft.text(changed));
        Optional<Rule> line = Optional.of(after.rules())
                .filter(rules -> rules.size() == before.rules().size() + 1)
                .map(List::getLast)
                .filter(last -> last.line().holder().equals(new Holder.Key(key.key())));
        if (line.isEmpty()) {
            throw new EditException(file + " stays as it is, for the line would be off: "
                    + after.problems().stream()
                            .reduce((first, last) -> last)
                            .map(Problem::message)
                            .orElse("") + ".");
        }
        draft.beside(changed).replace();
        return new KeyPlace(opens, file, line.get().origin().line(), key.comment());
    }

    /** Where a key stands, whatever it opens there. */
    public List<KeyPlace> places(String fingerprint) throws EditException {
        return find(fingerprint, place -> true).stream()
                .flatMap(found -> found.places().stream())
                .toList();
    }

    private List<KeyFiles.Found> find(String fingerprint, Predicate<KeyPlace.Opens> may) throws EditException {
        return KeyFiles.list(access.sources().keys(), access.snapshot().settings()).find(fingerprint).stream()
                .filter(found -> may.test(found.opens()))
                .toList();
    }

    /** How the lines of a key change. */
    private interface Change {
        String apply(KeyFiles.Found found) throws LineOff;
    }

    /**
     * Takes a key out of every file.
     *
     * @param may which files may be touched
     * @return the lines that are gone, by their old numbers
     */
    public List<KeyPlace> revoke(String fingerprint, Predicate<KeyPlace.Opens> may)
            throws EditException, InterruptedException {
        return change(
                fingerprint, may, found -> KeyText.without(found.draft().bytes(), found.numbers()), Instant.now());
    }

    /**
     * Lets a key run out.
     *
     * @param expiry when; empty: never
     * @return the lines that are changed
     */
    public List<KeyPlace> expire(String fingerprint, Optional<Instant> expiry, Predicate<KeyPlace.Opens> may)
            throws EditException, InterruptedException {
        return change(
                fingerprint,
                may,
                found -> KeyText.expiring(found.draft().bytes(), found.numbers(), expiry),
                expiry.filter(Instant.now()::isBefore).orElseGet(Instant::now));
    }

    private List<KeyPlace> change(
            String fingerprint, Predicate<KeyPlace.Opens> may, Change change, Instant whenItCounts)
            throws EditException, InterruptedException {
        Set<KeyPlace> changed = new LinkedHashSet<>();
        try (EditLock _ = EditLock.take(access.sources().keys())) {
            Map<KeyFiles.Found, String> texts = new LinkedHashMap<>();
            for (KeyFiles.Found found : find(fingerprint, may)) {
                texts.put(found, changed(found, change));
            }
            keepAnAdmin(texts, whenItCounts);
            replace(beside(texts));
            texts.keySet().forEach(found -> changed.addAll(found.places()));
        }
        access.refresh();
        return List.copyOf(changed);
    }

    private static String changed(KeyFiles.Found found, Change change) throws EditException {
        try {
            String text = change.apply(found);
            long before = errors(found, found.draft().bytes());
            if (errors(found, text) > before) {
                throw new EditException(found.draft().path() + " is left as it is, for a line of it would be off.");
            }
            return text;
        } catch (LineOff off) {
            throw new EditException(found.draft().path() + " is left as it is: " + off.getMessage() + ".", off);
        }
    }

    private static long errors(KeyFiles.Found found, String bytes) {
        return KeyFiles.read(found.opens(), found.draft().path(), Draft.text(bytes)).problems().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .count();
    }

    /** All of them beside their files, or none. */
    private static List<Draft.Beside> beside(Map<KeyFiles.Found, String> texts) throws EditException {
        List<Draft.Beside> written = new ArrayList<>();
        try {
            for (Map.Entry<KeyFiles.Found, String> text : texts.entrySet()) {
                written.add(text.getKey().draft().beside(text.getValue()));
            }
            return written;
        } catch (EditException failed) {
            written.forEach(Draft.Beside::discard);
            throw failed;
        }
    }

    private static void replace(List<Draft.Beside> written) throws EditException {
        List<Path> replaced = new ArrayList<>();
        try {
            for (Draft.Beside one : written) {
                one.replace();
                replaced.add(one.file());
            }
        } catch (EditException failed) {
            written.forEach(Draft.Beside::discard);
            throw replaced.isEmpty()
                    ? failed
                    : new EditException(failed.sentence() + " Changed already: " + replaced + ".", failed);
        }
    }

    private void keepAnAdmin(Map<KeyFiles.Found, String> texts, Instant when) throws EditException {
        Map<String, List<KeyLine>> files = new LinkedHashMap<>();
        texts.forEach((found, text) -> files.put(
                found.draft().path().toString(),
                KeyFiles.read(found.opens(), found.draft().path(), Draft.text(text)).rules().stream()
                        .map(Rule::line)
                        .toList()));
        Register before = access.register();
        Register after = before.rewritten(files);
        if (losesAdmin(before, after, when)) {
            throw new EditException(
                    "Nothing was changed: this is the last key with which somebody can run everything on"
                            + " the console. Add another one first (keys add admin).");
        }
        // Or else keys that each leave another one today would all run out in the end.
        if (losesAdmin(before, after, FAR_FUTURE)) {
            throw new EditException(
                    "Nothing was changed: this is the last key that never runs out with which somebody can run"
                            + " everything on the console. Add another such one first (keys add admin).");
        }
    }

    private static boolean losesAdmin(Register before, Register after, Instant when) {
        return before.hasAdmin(when) && !after.hasAdmin(when);
    }
}
