package io.hatchway.console;

import io.hatchway.keys.KeyPlace;
import io.hatchway.keys.KeyTerms;
import io.hatchway.keys.NewKey;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a key. */
@Command(name = "add", description = "Add a public key, which comes on stdin or behind the login.")
final class KeysAddCommand extends RightsCommand {
    @Parameters(
            index = "0",
            paramLabel = "LOGIN",
            description = "What it opens: a login such as web, a pattern such as staging-*, or admin.")
    private String login = "";

    @Parameters(index = "1..*", paramLabel = "KEY", arity = "0..*", description = "The key, as in a .pub file.")
    private List<String> words = List.of();

    @Option(names = "--person", description = "LOGIN is a person of access.yaml, whose key this is from now on.")
    private boolean person;

    @Mixin
    private HandedKey handed = new HandedKey();

    KeysAddCommand(Context context) {
        super(context);
    }

    @Override
    Integer run() throws Exception {
        reach().requireChange(person ? new KeyPlace.Opens.Persons(login) : new KeyPlace.Opens.Logins(login));
        KeyTerms terms = handed.terms();
        NewKey key = HandedKey.read(context(), words);
        KeyPlace place = person
                ? rights().keys().addFor(login, key, terms)
                : rights().keys().add(login, key, terms);
        changed("added", key.key().fingerprint(), List.of(place));
        boolean counts = KeyRow.of(register())
                .anyMatch(row -> row.fingerprint().equals(key.key().fingerprint())
                        && row.opens().equals(place.opens()));
        if (!counts) {
            throw CommandException.failed(
                    "It is written, but does not count: 'doctor' and the gateway's log say what is wrong there.");
        }
        return Codes.OK;
    }
}
