package io.hatchway.keys;

import io.hatchway.access.Rule;
import io.hatchway.config.AccessSettings;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Every file that holds keys, to find one key's lines in. */
record KeyFiles(SortedMap<Path, KeyPlace.Opens> files) {

    /** Those of the keys folder, and those that {@code access.yaml} names. */
    static KeyFiles list(Path folder, AccessSettings settings) throws EditException {
        SortedMap<Path, KeyPlace.Opens> files = new TreeMap<>();
        settings.authorities().forEach(authority -> files.put(authority.file(), new KeyPlace.Opens.Authorities()));
        settings.people()
                .forEach(person ->
                        person.keys().forEach(file -> files.put(file, new KeyPlace.Opens.Persons(person.name()))));
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (!KeyFile.isIgnored(name)) {
                    files.put(entry, new KeyPlace.Opens.Logins(name));
                }
            }
            return new KeyFiles(files);
        } catch (DirectoryIteratorException | IOException e) {
            throw new EditException("The keys folder " + folder + " cannot be read.", e);
        }
    }

    /**
     * The lines of one file with one key.
     *
     * @param numbers of lines, counted from 1; also of such as are off, which would count again once they are mended
     */
    record Found(KeyPlace.Opens opens, Draft draft, Set<Integer> numbers) {
        Set<KeyPlace> places() {
            List<Rule> rules = read(opens, draft.path(), draft.text()).rules();
            return numbers.stream()
                    .map(number -> new KeyPlace(
                            opens,
                            draft.path(),
                            number,
                            rules.stream()
                                    .filter(rule -> rule.origin().line() == number)
                                    .map(Rule::comment)
                                    .findFirst()
                                    .orElse("")))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }

    /** A file's lines, as the gateway reads them. */
    static AuthorizedKeys read(KeyPlace.Opens opens, Path file, String text) {
        String login = opens instanceof KeyPlace.Opens.Logins(String pattern) ? pattern : AuthorizedKeys.ANY_LOGIN;
        return AuthorizedKeys.parse(login, file.toString(), text, ZoneId.systemDefault());
    }

    /** Where a key stands. A file that cannot be opened is passed over: nothing in it can be changed. */
    List<Found> find(String fingerprint) {
        Map<Draft, KeyPlace.Opens> drafts = new LinkedHashMap<>();
        files.forEach((file, opens) -> readable(file).ifPresent(draft -> drafts.put(draft, opens)));
        Set<String> encoded = new TreeSet<>();
        drafts.forEach((draft, opens) -> read(opens, draft.path(), draft.text()).rules().stream()
                .filter(rule -> rule.key().fingerprint().equals(fingerprint))
                .forEach(rule -> encoded.add(
                        Base64.getEncoder().encodeToString(rule.key().bytes()))));
        return drafts.entrySet().stream()
                .map(each -> new Found(
                        each.getValue(), each.getKey(), numbers(each.getKey().bytes(), encoded)))
                .filter(found -> !found.numbers().isEmpty())
                .toList();
    }

    private static Optional<Draft> readable(Path file) {
        try {
            return Optional.of(Draft.of(file));
        } catch (EditException unusable) {
            return Optional.empty();
        }
    }

    private static Set<Integer> numbers(String text, Set<String> encoded) {
        Set<Integer> numbers = new TreeSet<>();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = Blank.skip(lines[i]);
            if (!line.startsWith("#") && encoded.stream().anyMatch(line::contains)) {
                numbers.add(i + 1);
            }
        }
        return numbers;
    }
}
