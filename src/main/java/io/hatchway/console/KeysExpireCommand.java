package io.hatchway.console;

import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lets a key run out. */
@Command(name = "expire", description = "Say when a key runs out, on every line of it; then its sessions end.")
final class KeysExpireCommand extends RightsCommand {
    @Parameters(index = "0", paramLabel = "FINGERPRINT", description = "The key, as 'keys list' shows it.")
    private String fingerprint = "";

    @Parameters(
            index = "1",
            paramLabel = "WHEN",
            description = "8h or 30d from now, 2026-12-31, 2026-12-31T18:00:00Z, now, or never.")
    private String when = "";

    @Mixin
    private Agreement agreement = new Agreement();

    KeysExpireCommand(Context context) {
        super(context);
    }

    @Override
    Integer run() throws Exception {
        Instant now = Instant.now();
        Optional<Instant> expiry = switch (when) {
            case "never" -> Optional.empty();
            case "now" -> Optional.of(now);
            default -> Optional.of(Times.ahead(when, now));
        };
        Reach reach = reach();
        KnownKey key = KnownKey.find(rights(), reach, fingerprint);
        if (expiry.isPresent() && !now.isBefore(expiry.get())) {
            agreement.ask(
                    this, "This lets the key of " + key.told() + " run out at once, and ends its sessions.", "yes");
        }
        changed("expires", fingerprint, rights().keys().expire(fingerprint, expiry, reach::changes));
        return Codes.OK;
    }
}
