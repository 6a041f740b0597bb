package io.hatchway.access;

/** One line of one file of the keys folder: whom it means may open these logins, under its restrictions. */
public record Rule(LoginPattern logins, KeyLine line) {
    public Rule(LoginPattern logins, KeyBlob key, Restrictions restrictions, Origin origin, String comment) {
        this(logins, new KeyLine(new Holder.Key(key), restrictions, origin, comment));
    }

    public KeyBlob key() {
        return line.key();
    }

    public Restrictions restrictions() {
        return line.restrictions();
    }

    public Origin origin() {
        return line.origin();
    }

    public String comment() {
        return line.comment();
    }
}
