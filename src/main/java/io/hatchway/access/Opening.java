package io.hatchway.access;

import java.util.List;

/**
 * Somebody who may open a login: what a {@link Policy} would grant, told rather than granted.
 *
 * @param name who that is, fit to show
 * @param permissions what may be done in a container, without what the line takes away; nothing on a console
 * @param commands which commands may be run; none in a container
 * @param restrictions those of the line; a certificate's own come on top
 * @param origin what lets them in
 * @param unsure entries that could give more, or take something away, once the container is known
 */
public record Opening(
        Bearer bearer,
        String name,
        Permissions permissions,
        CommandAccess commands,
        Restrictions restrictions,
        boolean secondFactor,
        Origin origin,
        List<Clause> unsure) {
    public Opening {
        unsure = List.copyOf(unsure);
    }

    /** Whether it is a console on which everything can be run on everything. */
    boolean isAdmins() {
        return commands.isUnlimited() && restrictions.command().isEmpty() && !restrictions.isNobodys();
    }

    /** What is held by whom a policy means. */
    public sealed interface Bearer {
        /** A key. */
        record Key(KeyBlob key) implements Bearer {}

        /** Any certificate of an authority for this principal, as long as it is valid. */
        record Certificate(KeyBlob authority, String principal) implements Bearer {}
    }
}
