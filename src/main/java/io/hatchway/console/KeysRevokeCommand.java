package io.hatchway.console;

import io.hatchway.keys.KeyPlace;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes a key out wherever it stands. */
@Command(name = "revoke", description = "Take a key out of every file; its sessions end.")
final class KeysRevokeCommand extends RightsCommand {
    @Parameters(paramLabel = "FINGERPRINT", description = "The key, as 'keys list' shows it.")
    private String fingerprint = "";

    @Mixin
    private Agreement agreement = new Agreement();

    KeysRevokeCommand(Context context) {
        super(context);
    }

    @Override
    Integer run() throws Exception {
        Reach reach = reach();
        KnownKey key = KnownKey.find(rights(), reach, fingerprint);
        agreement.ask(this, "This takes out the key of " + key.told() + ", and ends its sessions.", "yes");
        List<KeyPlace> gone = rights().keys().revoke(fingerprint, reach::changes);
        changed("revoked", fingerprint, gone);
        boolean counts = KeyRow.of(register())
                .anyMatch(row -> row.fingerprint().equals(fingerprint) && reach.changes(row.opens()));
        if (counts) {
            throw CommandException.failed("A file with this key cannot be read, so its last good version counts and has"
                    + " the key: 'doctor' and the gateway's log name the file.");
        }
        return Codes.OK;
    }
}
