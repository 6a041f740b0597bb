package io.hatchway.files;

import io.hatchway.files.Answer.Failed;
import io.hatchway.files.Answer.Reason;

/** What the gateway itself does not allow, in sentences for the client. */
final class Refusals {
    static final Failed OUTSIDE = new Failed(
            Reason.PERMISSION_DENIED,
            "This key may use certain folders only, and this is in none of them. Ask the gateway's operator for others.");
    static final Failed READ_ONLY = new Failed(
            Reason.PERMISSION_DENIED,
            "This key may read files and change nothing. Ask the gateway's operator for more.");
    static final Failed READ_ONLY_FILE = new Failed(
            Reason.PERMISSION_DENIED,
            "This key may change nothing in some folders, so a file that was opened to be read is changed by its name alone.");
    static final Failed NO_LINKS = new Failed(
            Reason.PERMISSION_DENIED,
            "This key may use certain folders only, so it may not make symbolic links, which could lead out of them.");

    private Refusals() {}
}
