package io.hatchway.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hatchway.keys.EditException;
import io.hatchway.keys.KeyTerms;
import io.hatchway.keys.NewKey;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options under which a key is added, and the way it comes in: behind the command, on stdin, or when asked. */
final class HandedKey {
    @Option(
            names = "--expires",
            paramLabel = "WHEN",
            description = "When it runs out: 8h or 30d from now, 2026-12-31, or 2026-12-31T18:00:00Z.")
    private Optional<String> expires = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "ADDRESSES",
            description = "Where its holder must come from: addresses and CIDR blocks, separated by commas.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--command", paramLabel = "LINE", description = "What runs instead of whatever is asked for.")
    private Optional<String> command = Optional.empty();

    @Option(names = "--restrict", description = "Without a terminal and without forwards.")
    private boolean restrict;

    KeyTerms terms() throws CommandException {
        Instant now = Instant.now();
        Optional<Instant> expiry =
                expires.isPresent() ? Optional.of(Times.ahead(expires.get(), now)) : Optional.empty();
        if (expiry.filter(now::isBefore).isEmpty() && expiry.isPresent()) {
            throw CommandException.usage("'" + expires.get() + "' is over already.");
        }
        return new KeyTerms(expiry, from, command, restrict);
    }

    /**
     * The key.
     *
     * @param words what stands behind the command; none: it comes some other way
     */
    static NewKey read(Context context, List<String> words) throws CommandException, EditException, IOException {
        if (!words.isEmpty()) {
            return NewKey.parse(String.join(" ", words));
        }
        if (context.screen().person().isPresent()) {
            return NewKey.parse(context.screen()
                    .person()
                    .get()
                    .asks("The public key, on one line: ")
                    .orElse(""));
        }
        if (!context.isRaw()) {
            throw CommandException.usage("Give the public key behind the name, or on stdin without a terminal.");
        }
        try (InputStream in = context.input().get()) {
            return NewKey.parse(new String(in.readNBytes(NewKey.LONGEST + 1), UTF_8));
        }
    }
}
