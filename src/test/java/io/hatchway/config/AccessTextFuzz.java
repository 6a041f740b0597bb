package io.hatchway.config;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.access.SampleCommands;
import io.hatchway.fuzz.FuzzTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every file that can be read can be changed, or is left alone; its comments stay. */
final class AccessTextFuzz implements FuzzTarget {
    private static final Path FOLDER = Path.of("/etc/hatchway");

    @Override
    public List<byte[]> seeds() {
        return FuzzTarget.texts(
                "people:\n  a: {keys: [k], roles: [r]}\n# x\nroles: {r: [{allow: all, containers: ['*']}]}\n",
                """
                # x
                people:
                  a:
                    keys:
                    - k
                    roles:
                    - r
                  # y
                  b:
                    principals: [p]
                roles:
                  r:
                  - {allow: all, containers: ['*']}
                """,
                "people: {a: {principals: [p]}, b: {keys: [k]}}",
                "people:\r\n  a: {keys: [k]}\r\n",
                "people:\n",
                "");
    }

    @Override
    public void hold(byte[] input) {
        String text = FuzzTarget.text(input);
        Problems problems = new Problems();
        AccessSettings settings = AccessFile.parse("access.yaml", text, FOLDER, SampleCommands.NAMES, problems);
        if (problems.hasErrors()) {
            return;
        }
        AccessText file = AccessText.of(text);
        List<String> names =
                settings.people().stream().map(AccessSettings.Person::name).toList();
        Stream.concat(
                        Stream.of(file.withPerson("new", "{principals: [x]}")),
                        names.stream()
                                .flatMap(name -> Stream.of(
                                        file.withoutPerson(name),
                                        file.withRole(name, "r"),
                                        file.withoutRole(name, "r"))))
                .flatMap(Optional::stream)
                .forEach(changed -> comments(text)
                        .forEach(comment ->
                                that(changed.contains(comment), "the comment %s is gone from %s", comment, changed)));
    }

    /** Those on lines of their own at the left margin, which belong to no entry. */
    private static Stream<String> comments(String text) {
        return text.lines().filter(line -> line.startsWith("#"));
    }
}
