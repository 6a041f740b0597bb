package io.hatchway.keys;

import java.util.regex.Pattern;

/**
 * A private key in a file of public ones, line by line: OpenSSH's, PEM and PKCS#8 (RFC 7468), RFC 4716's older kin, and
 * PuTTY's. Its lines are nobody's to read, and least of all to repeat.
 */
final class PrivateKeyText {
    private static final Pattern ARMOUR = Pattern.compile("-{4,5} ?BEGIN [A-Z0-9 ]*PRIVATE KEY");
    private static final Pattern ARMOUR_END = Pattern.compile("-{4,5} ?END [A-Z0-9 ]*PRIVATE KEY");
    private static final Pattern PUTTY = Pattern.compile("PuTTY-User-Key-File-");
    private static final Pattern PUTTY_END = Pattern.compile("Private-(MAC|Hash):");

    private final Pattern end;

    private PrivateKeyText(Pattern end) {
        this.end = end;
    }

    /** Whether a line without its leading blanks begins one. */
    static boolean begins(String line) {
        return ARMOUR.matcher(line).lookingAt() || PUTTY.matcher(line).lookingAt();
    }

    /** The one that such a line begins. */
    static PrivateKeyText of(String line) {
        return new PrivateKeyText(PUTTY.matcher(line).lookingAt() ? PUTTY_END : ARMOUR_END);
    }

    /** Whether it ends in this line, which may be the one that it begins in. */
    boolean endsIn(String line) {
        return end.matcher(line).find();
    }
}
