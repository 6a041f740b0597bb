package io.hatchway.access;

/**
 * One line in authorized_keys format, wherever it stands.
 *
 * @param comment the line's comment as written; {@link Identity} makes it fit to show
 */
public record KeyLine(Holder holder, Restrictions restrictions, Origin origin, String comment) {
    public KeyBlob key() {
        return holder.key();
    }
}
