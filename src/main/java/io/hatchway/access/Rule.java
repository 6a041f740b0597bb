package io.hatchway.access;

/**
 * One line of one keys file: this key may open these logins, under these restrictions.
 *
 * @param comment the line's comment as written; {@link Identity} makes it fit to show
 */
public record Rule(LoginPattern logins, KeyBlob key, Restrictions restrictions, Origin origin, String comment) {}
