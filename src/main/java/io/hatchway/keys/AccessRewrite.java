package io.hatchway.keys;

import io.hatchway.access.Origin;
import io.hatchway.config.AccessFile;
import io.hatchway.config.AccessLocation;
import io.hatchway.config.AccessSettings;
import io.hatchway.config.AccessText;
import io.hatchway.config.Problem;
import io.hatchway.config.Problems;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Changes {@code access.yaml}'s text, of which nothing else changes. What is to be written is read first, together with
 * all files it names, exactly as a gateway reads it at its start; where that would be refused, or would say anything but
 * what was meant, the file stays as it is. All of it blocks on the disk; safe for use by several threads.
 */
final class AccessRewrite {
    private final AccessWatch access;

    AccessRewrite(AccessWatch access) {
        this.access = access;
    }

    /** One change of the text, and of what it says. */
    record Change(Function<AccessText, Optional<String>> text, Function<AccessSettings, AccessSettings> meaning) {}

    /** What is to be changed, seen from what is written now. */
    interface Plan {
        Change make(AccessSettings before) throws EditException;
    }

    /** Changes it as planned. When this returns, the change counts. */
    void edit(Plan plan) throws EditException, InterruptedException {
        try (EditLock _ = EditLock.take(access.sources().keys())) {
            Draft draft = Draft.of(file());
            AccessSettings before = read(draft.text());
            change(draft, before, plan.make(before));
        }
        access.refresh();
    }

    /** Writes the change of what was read of this draft; for whoever holds the lock. */
    void change(Draft seen, AccessSettings before, Change change) throws EditException {
        Optional<String> distrust = seen.distrust();
        if (distrust.isPresent()) {
            throw new EditException(file() + " would not count: " + distrust.get() + ".");
        }
        String text = change.text()
                .apply(AccessText.of(seen.text()))
                .filter(changed -> says(changed, change.meaning().apply(before)))
                .orElseThrow(() -> new EditException("The people in " + file() + " are written in a way that cannot be"
                        + " changed here without touching the rest; change it by hand."));
        Draft.Beside draft = seen.beside(Draft.bytes(text));
        Optional<String> objection = objection(draft.path());
        if (objection.isPresent()) {
            draft.discard();
            throw new EditException("Nothing was changed, for " + file() + " would be refused: " + objection.get());
        }
        draft.replace();
    }

    /** Why a gateway would not start with this in the place of access.yaml. */
    private Optional<String> objection(Path draft) {
        AccessSnapshot would = AccessSnapshot.read(new Sources(
                access.sources().keys(),
                access.sources().runAs(),
                new AccessLocation(draft, true),
                access.sources().commands()));
        return would.whole()
                ? Optional.empty()
                : Optional.of(would.problems().stream()
                        .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                        .map(Problem::message)
                        .collect(Collectors.joining("; ")));
    }

    private boolean says(String text, AccessSettings meant) {
        try {
            return withoutOrigins(read(text)).equals(withoutOrigins(meant));
        } catch (EditException nonsense) {
            return false;
        }
    }

    AccessSettings read(String text) throws EditException {
        Problems problems = new Problems();
        AccessSettings settings = AccessFile.parse(
                file().toString(), text, folder(), access.sources().commands(), problems);
        if (problems.hasErrors()) {
            throw new EditException("Nothing was changed, for there is something wrong already: "
                    + problems.list().getFirst());
        }
        return settings;
    }

    private static AccessSettings withoutOrigins(AccessSettings settings) {
        return settings.withPeople(settings.people().stream()
                .map(person -> new AccessSettings.Person(
                        person.name(),
                        person.keys(),
                        person.principals(),
                        person.roles(),
                        person.secondFactor(),
                        new Origin("", 0)))
                .toList());
    }

    Path file() {
        return access.sources().access().file();
    }

    Path folder() {
        return Optional.ofNullable(file().toAbsolutePath().getParent()).orElse(Path.of("/"));
    }
}
