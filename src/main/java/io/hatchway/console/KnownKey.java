package io.hatchway.console;

import io.hatchway.keys.EditException;
import io.hatchway.keys.KeyPlace;
import java.util.List;
import java.util.stream.Collectors;

/** A key by its fingerprint, for commands that change what is written of it. */
record KnownKey(String fingerprint, List<KeyPlace> places) {

    /**
     * Looks where it stands.
     *
     * @throws CommandException when nothing that may be changed names it
     */
    static KnownKey find(Rights rights, Reach reach, String fingerprint) throws CommandException, EditException {
        if (!fingerprint.matches("SHA256:[A-Za-z0-9+/]{43}")) {
            throw CommandException.usage(
                    "'" + fingerprint + "' is no fingerprint such as SHA256:... ; 'keys list' has" + " them.");
        }
        List<KeyPlace> places = rights.keys().places(fingerprint).stream()
                .filter(place -> reach.changes(place.opens()))
                .toList();
        if (places.isEmpty()) {
            throw CommandException.unknown("Nothing that you may change names the key " + fingerprint + ".");
        }
        return new KnownKey(fingerprint, places);
    }

    /** What it opens, for a question. */
    String told() {
        return places.stream()
                .map(place -> RightsCommand.opens(place.opens())
                        + (place.comment().isEmpty() ? "" : " (" + place.comment() + ")"))
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
