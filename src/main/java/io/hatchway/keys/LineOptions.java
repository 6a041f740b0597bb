package io.hatchway.keys;

import io.hatchway.access.Holder;
import io.hatchway.access.KeyBlob;
import io.hatchway.access.Restrictions;
import java.util.List;
import java.util.Optional;

/**
 * What the options of one line come to.
 *
 * @param authority whether the line's key is an authority's ({@code cert-authority}), which lets in no bearer of itself
 * @param principals whom certificates of that authority must name, where the line says so
 */
record LineOptions(Restrictions restrictions, boolean authority, Optional<List<String>> principals) {
    /** A line without options. */
    static final LineOptions NONE = new LineOptions(Restrictions.NONE, false, Optional.empty());

    /** Whom a line with these options and this key means. */
    Holder holder(KeyBlob key) {
        return authority ? new Holder.Authority(key, principals) : new Holder.Key(key);
    }
}
