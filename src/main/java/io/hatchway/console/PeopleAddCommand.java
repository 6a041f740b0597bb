package io.hatchway.console;

import io.hatchway.keys.KeyTerms;
import io.hatchway.keys.NewKey;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a person. */
@Command(name = "add", description = "Add a person to access.yaml, with a public key from stdin or behind the name.")
final class PeopleAddCommand extends RightsCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "What the person is called from now on.")
    private String name = "";

    @Parameters(index = "1..*", paramLabel = "KEY", arity = "0..*", description = "The key, as in a .pub file.")
    private List<String> words = List.of();

    @Option(names = "--role", paramLabel = "ROLE", description = "A role of access.yaml; may be there several times.")
    private List<String> roles = List.of();

    @Option(
            names = "--principal",
            paramLabel = "PRINCIPAL",
            description = "A certificate's principal that stands for the person; then no key is needed.")
    private List<String> principals = List.of();

    @Mixin
    private HandedKey handed = new HandedKey();

    PeopleAddCommand(Context context) {
        super(context);
    }

    @Override
    Integer run() throws Exception {
        reach().requireAdmin();
        KeyTerms terms = handed.terms();
        Optional<NewKey> key = principals.isEmpty() || !words.isEmpty()
                ? Optional.of(HandedKey.read(context(), words))
                : Optional.empty();
        rights().teams().add(name, key, terms, principals, roles);
        changed("added", name, key.map(each -> each.key().fingerprint()).orElse(String.join(" ", principals)));
        return Codes.OK;
    }
}
