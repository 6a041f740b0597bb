package io.hatchway.config;

import static io.hatchway.fuzz.FuzzTarget.that;

import io.hatchway.access.Clause;
import io.hatchway.access.SampleCommands;
import io.hatchway.fuzz.FuzzTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** People and roles are read, or everything that is wrong is said in lines fit to show; no entry means nothing. */
final class AccessFileFuzz implements FuzzTarget {
    private static final Path FOLDER = Path.of("/etc/hatchway");

    @Override
    public List<byte[]> seeds() {
        return Stream.concat(
                        Wrongs.sections(Path.of("conf/access.yaml"), "(?m)^#(?=[a-z]+:|  )"),
                        FuzzTarget.texts(
                                "people: {alice: {keys: [a.pub], roles: [r]}}\nroles: {r: [{allow: all, containers: ['*']}]}\n",
                                "roles:\n  r:\n    - {allow: [files], containers: [a], files: [/x, '/y:ro'], record: strict}\n",
                                "roles:\n  r:\n    - {deny: [shell], labels: {k: 'v*'}, users: [root]}\n",
                                "roles: {r: {principals: [p], entries: [{allow: [], projects: [p], commands: ['*']}]}}\n",
                                "consoles: {admin: {commands: []}}\n",
                                "authorities: [a, {file: b, logins: yes}]\nrevoked: [c, '']\n",
                                "people: &a {b: *a}\n",
                                "people: [\n")
                                .stream())
                .toList();
    }

    @Override
    public void hold(byte[] input) {
        String text = FuzzTarget.text(input);
        Problems problems = new Problems();
        AccessSettings settings = AccessFile.parse("access.yaml", text, FOLDER, SampleCommands.NAMES, problems);
        Wrongs.areWellSaid(problems.list(), text);
        if (!problems.hasErrors()) {
            check(settings);
        }
    }

    private static void check(AccessSettings settings) {
        settings.people().forEach(person -> {
            that(settings.roles().containsAll(person.roles()), "%s has a role nobody wrote", person);
            that(person.keys().stream().allMatch(Path::isAbsolute), "a path of %s hangs on the folder", person);
        });
        settings.roles().stream().flatMap(role -> role.clauses().stream()).forEach(clause -> {
            boolean nothing = switch (clause) {
                case Clause.Allow allow ->
                    allow.permissions().granted().isEmpty() && allow.commands().isEmpty();
                case Clause.Deny deny ->
                    deny.permissions().isEmpty() && deny.commands().isEmpty();
                // No file says this.
                case Clause.Recorded recorded -> true;
            };
            boolean everywhere = clause.scope().names().isEmpty()
                    && clause.scope().projects().isEmpty()
                    && clause.scope().labels().isEmpty();
            that(!nothing, "%s says nothing", clause);
            that(!everywhere, "%s means all containers without saying so", clause);
        });
    }
}
